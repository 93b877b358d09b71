"""A runbook has a new name, and the others lead to the old one.

In real life: a page is renamed when it comes to speak of more than one thing; links to it are not searched for.
"""

import atexit
import shutil
from pathlib import Path
from tempfile import mkdtemp

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-15.3",)
FIELD = "suite"
SELECTION = ("--test", "Runbooks Lead To Runbooks That There Are")
SERVICES = ("suite",)
MODULE = "keywords.runbooks.manual"


def apply() -> None:
    from keywords.runbooks import manual

    elsewhere = Path(mkdtemp(prefix="countersign-runbooks-"))
    atexit.register(shutil.rmtree, elsewhere, ignore_errors=True)
    shutil.copytree(manual.FOLDER, elsewhere, dirs_exist_ok=True)
    (elsewhere / "provider_away.md").rename(elsewhere / "provider_trouble.md")
    setattr(manual, "FOLDER", elsewhere)  # noqa: B010 (a constant that nothing else may set)
    replace(manual, "broken_links", manual.broken_links)
