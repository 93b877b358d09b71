"""A runbook has a new name, and the others link to the old one.

In real life: a page is renamed when its scope grows, and no one searches for links to it.
"""

import atexit
import shutil
from pathlib import Path
from tempfile import mkdtemp

from keywords.proof.breaking import note, put

REQUIREMENTS = ("P9-15.3",)
FIELD = "suite"
SELECTION = ("No Link In The Runbooks Is Broken",)
SERVICES = ("suite",)
MODULE = "keywords.runbooks.manual"


def apply() -> None:
    from keywords.runbooks import manual

    elsewhere = Path(mkdtemp(prefix="countersign-runbooks-"))
    atexit.register(shutil.rmtree, elsewhere, ignore_errors=True)
    shutil.copytree(manual.FOLDER, elsewhere, dirs_exist_ok=True)
    (elsewhere / "provider_away.md").rename(elsewhere / "provider_trouble.md")
    put(manual, "FOLDER", elsewhere)
    note(manual, "broken_links")
