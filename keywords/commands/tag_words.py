"""What Robot's log and report say of each tag: the sentence of its requirement, and a link into the dossier."""

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from keywords.checklists.requirements import catalogue

DOSSIER_PAGE = "dossier/index.html"  # from the folder of the log


def lines(tags: Iterable[str]) -> list[str]:
    """The options for robot, one a line; tags that are no requirement have none."""
    known = sorted({tag for tag in tags if tag in catalogue()})
    docs = [f"--tagdoc {tag}:{' '.join(catalogue()[tag].text.split())}" for tag in known]
    return docs + [f"--tagstatlink {tag}:{DOSSIER_PAGE}#{tag}:dossier" for tag in known]


@contextmanager
def argument_file(tags: Iterable[str]) -> Iterator[Path]:
    """A file for `--argumentfile`: a command line would be too long."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tags.args"
        path.write_text("".join(f"{line}\n" for line in lines(tags)), encoding="utf-8")
        yield path
