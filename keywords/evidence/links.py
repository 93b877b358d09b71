"""Links in Robot's log to the run's folder. They are written as if the log lay there, and work from where it does."""

import os
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

from robot.api import ResultWriter

from keywords.evidence.results import OUTPUT

LINK = re.compile(r'((?:\[|href="|src="))(?=(?:evidence|dossier)/)')


def way(log: Path, folder: Path) -> str:
    """The way from where Robot writes its log to the run's folder: '' or something that ends in a slash."""
    there = os.path.relpath(folder, log.parent) if log.is_absolute() else "."
    return "" if there == "." else f"{quote(Path(there).as_posix())}/"


def moved(text: str, way: str) -> str:
    """A text of the log whose links go this way."""
    return LINK.sub(rf"\1{way}", text) if way else text


def collect(written: Mapping[str, Path], folder: Path, way: str) -> None:
    """Copy what Robot wrote elsewhere, by its name in the run's folder. The links of the copies are right there."""
    elsewhere = {name: path for name, path in written.items() if path.is_file() and path.parent != folder}
    pages = {Path(name).stem: str(folder / name) for name in elsewhere if name != OUTPUT}
    if way and written[OUTPUT].is_file():
        text = written[OUTPUT].read_text(encoding="utf-8")
        (folder / OUTPUT).write_text(re.sub(rf"(?<![\w./-]){re.escape(way)}", "", text), encoding="utf-8")
        ResultWriter(str(folder / OUTPUT)).write_results(**{"log": None, "report": None, **pages})
        return
    for name, path in elsewhere.items():
        shutil.copyfile(path, folder / name)
