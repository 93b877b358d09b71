"""results/: a results folder for each run below runs/, a link to the latest run, and one to the last whole run.

A folder that was chosen with --outputdir holds its run by itself, and nothing here changes it.
"""

import fcntl
import os
import re
import shutil
from collections.abc import Collection
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from robot.errors import DataError

from keywords import dossier
from keywords.dossier import manifest
from keywords.evidence.model import FOLDER as EVIDENCE
from keywords.evidence.model import now
from keywords.evidence.results import OUTPUT, RUN, RunRecord
from keywords.judgement.attestations import FOLDER as ATTESTATIONS

FOLDER, LATEST, WHOLE = "runs", "latest", "whole"
VARIABLE, KEEP = "COUNTERSIGN_KEEP", 10
NAME = re.compile(r"\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ-([0-9a-f]{8})")  # when it began, and its id
LED = (manifest.DOSSIER, EVIDENCE, ATTESTATIONS, manifest.FILE)  # results/NAME leads to latest/NAME
PAGES = ("log.html", "report.html")  # no links: `robot -d results` would write through them into an older run
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>{name} of the latest run</title>
{at_once}<p>Latest run: <a href="{run}/dossier/index.html">its dossier</a>, <a href="{run}/{name}">its {name}</a>.</p>
"""
AT_ONCE = '<script>location.replace("{run}/{name}" + location.hash)</script>\n'


def make(root: Path) -> Path:
    """A new folder for a run."""
    folder = root / FOLDER / _name(now())
    (folder / ATTESTATIONS).mkdir(parents=True)
    return folder


def identity(folder: Path) -> str:
    """The id of the run in this folder: the one in its name, else a new one."""
    named = NAME.fullmatch(folder.name)
    return named[1] if named else uuid4().hex[:8]


def root_of(folder: Path) -> Path | None:
    """results/, if it keeps this run; None if its folder was chosen."""
    where = folder.absolute()
    return where.parents[1] if where.parent.name == FOLDER and NAME.fullmatch(where.name) else None


def begun(folder: Path, written: Collection[Path] = ()) -> None:
    """Make a run that says "HOLD: running" the latest, and delete old ones. Robot itself writes the `written` files."""
    root = root_of(folder)
    if root is None:
        return
    _hold(folder)
    _adopt(root, written)
    _point(root, LATEST, folder)
    for name in LED:
        if not (root / name).exists():
            _link(root / name, Path(LATEST) / name)
    if root / OUTPUT not in written:
        (root / OUTPUT).unlink(missing_ok=True)
    _lead(root, folder, written)
    _prune(root, kept())


def ended(folder: Path, written: Collection[Path] = ()) -> None:
    """Lead to the log of a run that has ended. A run of everything becomes the last whole one."""
    root = root_of(folder)
    if root is None:
        return
    if whole(folder):
        _point(root, WHOLE, folder)
    if target(root, LATEST) == folder.resolve():
        _lead(root, folder, written)


def found(given: Path) -> Path:
    """The folder of a run: this one, or the latest run if this is results/."""
    if (given / RUN).is_file():
        return given.resolve()
    named = target(given.parent, given.name) if given.name in (LATEST, WHOLE) else None
    return target(given, LATEST) or named or given


def target(root: Path, name: str) -> Path | None:
    """The run that a link leads to, or a text file where there can be no links."""
    link, text = root / name, root / f"{name}.txt"
    if link.is_symlink() and link.is_dir():
        return link.resolve()
    if text.is_file() and (folder := root / text.read_text(encoding="utf-8").strip()).is_dir():
        return folder.resolve()
    return None


def whole(folder: Path) -> bool:
    """Whether all that there is was planned and executed."""
    found = dossier.existing(folder)
    return found is not None and bool(found.run.finished and found.run.complete) and not found.checks.not_executed


def kept() -> int:
    """How many runs stay: COUNTERSIGN_KEEP, else 10."""
    said = os.environ.get(VARIABLE) or str(KEEP)
    if not said.isdecimal() or int(said) < 1:
        raise DataError(f"{VARIABLE} is how many runs results/ keeps, at least 1; it is {said!r}")
    return int(said)


def _name(moment: datetime, identity: str = "") -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H-%M-%SZ}-{identity or uuid4().hex[:8]}"


def _adopt(root: Path, written: Collection[Path]) -> None:
    """Give a folder to a run that an earlier version left in results/ itself: it must not pass for the latest."""
    parts = [root / name for name in (RUN, OUTPUT, *PAGES, *LED)]
    lying = [path for path in parts if path.exists() and not path.is_symlink() and path not in written]
    if not {RUN, manifest.DOSSIER, EVIDENCE} & {path.name for path in lying}:
        return
    began = datetime.fromtimestamp(lying[0].stat().st_mtime, UTC)
    with suppress(OSError, ValueError):
        began = RunRecord.load(root).started or began
    folder = root / FOLDER / _name(began)
    folder.mkdir(parents=True)
    for path in lying:
        path.rename(folder / path.name)
    if whole(folder):
        _point(root, WHOLE, folder)


def _point(root: Path, name: str, folder: Path) -> None:
    """Let a name lead to a run; where there can be no links, a text file says which run."""
    text, run = root / f"{name}.txt", folder.relative_to(root)
    if _link(root / name, run):
        text.unlink(missing_ok=True)
    else:
        text.write_text(f"{run.as_posix()}\n", encoding="utf-8")


def _link(path: Path, to: Path) -> bool:
    """Replace a link in one step, so that it leads somewhere at any moment."""
    new = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        new.symlink_to(to)
        new.replace(path)
    except (OSError, NotImplementedError):
        new.unlink(missing_ok=True)
        return False
    return True


def _lead(root: Path, folder: Path, written: Collection[Path]) -> None:
    run = folder.relative_to(root).as_posix()
    for name in PAGES:
        if root / name not in written:
            at_once = AT_ONCE.format(name=name, run=run) if (folder / name).is_file() else ""
            (root / name).write_text(PAGE.format(name=name, run=run, at_once=at_once), encoding="utf-8")


def _prune(root: Path, keep: int) -> None:
    """Delete the oldest runs. The last whole one stays, also one that lives and one that somebody signed."""
    runs = sorted((path for path in (root / FOLDER).iterdir() if _ours(path)), reverse=True)
    for folder in runs[keep:]:
        signed = any((folder / ATTESTATIONS).glob("*"))
        if not signed and folder.resolve() != target(root, WHOLE) and not _lives(folder):
            shutil.rmtree(folder, ignore_errors=True)


def _ours(path: Path) -> bool:
    """Whether Countersign made this folder for a run."""
    return bool(NAME.fullmatch(path.name)) and not path.is_symlink() and (path / RUN).is_file()


def _hold(folder: Path) -> None:
    """Lock a run's folder until this process ends, so that no other one deletes it."""
    fcntl.flock(os.open(folder, os.O_RDONLY), fcntl.LOCK_SH)


def _lives(folder: Path) -> bool:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False
