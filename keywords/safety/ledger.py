"""The ledger: what a run will create or break is written down, on the disk, before it does so.

One append-only file a run, in a folder of its user outside of results/. Its owner holds a lock on it, which the
system takes back when the process ends, however it ends: a file that can be locked is one that a dead run has left.
"""

import fcntl
import json
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import psutil

from keywords.evidence.model import now

VARIABLE = "COUNTERSIGN_STATE"


class LedgerError(Exception):
    """Nothing can be written down, so nothing may be created."""


@dataclass(frozen=True)
class Entry:
    """Something that has to be undone: of what kind it is, and what undoing it takes. Never a secret."""

    number: int
    kind: str  # stack, account, documents, fault
    environment: str
    undo: dict[str, Any]


@dataclass
class Page:
    """A ledger file, read: what is still to be undone, latest first, and why it was not done the last time."""

    run: dict[str, Any] = field(default_factory=dict)
    entries: dict[int, Entry] = field(default_factory=dict)
    troubles: dict[int, str] = field(default_factory=dict)

    @property
    def open(self) -> list[Entry]:
        return sorted(self.entries.values(), key=lambda entry: entry.number, reverse=True)


def folder() -> Path:
    """Where the ledgers of this user are: COUNTERSIGN_STATE, or where programs of the user keep their state."""
    if given := os.environ.get(VARIABLE):
        return Path(given).absolute()
    state = os.environ.get("XDG_STATE_HOME")
    return (Path(state) if state else Path.home() / ".local" / "state").absolute() / "countersign-ledger"


def read(path: Path) -> Page:
    """What a file says. A torn line is one whose deed did not begin."""
    page = Page()
    for text in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            line = json.loads(text)
        except ValueError:
            continue
        if "run" in line:
            page.run = line["run"]
        elif "kind" in line:
            entry = Entry(line["entry"], line["kind"], line["environment"], line["undo"])
            page.entries[entry.number] = entry
        elif "trouble" in line:
            page.troubles[line["entry"]] = line["trouble"]
        else:
            page.entries.pop(line["undone"], None)
            page.troubles.pop(line["undone"], None)
    return page


class Ledger:
    """A ledger file in the hands of the one process that has locked it."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self.path = path
        self.page = read(path)
        self._file = os.fdopen(descriptor, "ab")
        self._writing = threading.Lock()
        self._last = max(self.page.entries, default=0)

    @classmethod
    def begin(cls) -> "Ledger":
        """A new file for this process."""
        me = psutil.Process()
        run = {"pid": me.pid, "began": now().isoformat(), "command": Path(sys.argv[0]).name}
        try:
            folder().mkdir(mode=0o700, parents=True, exist_ok=True)
            path = folder() / f"{now():%Y%m%dT%H%M%S}-{me.pid}-{uuid4().hex[:6]}.jsonl"
            new = path.with_suffix(".new")  # no one looks at it before it is locked
            descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            new.rename(path)
            _sync(folder())
        except OSError as error:
            raise LedgerError(
                f"what is created must be written down first, and that is not possible: {error}; "
                f"name a folder that can be written to with {VARIABLE}"
            ) from None
        ledger = cls(path, descriptor)
        ledger._append({"run": run})
        return ledger

    def note(self, kind: str, environment: str, undo: dict[str, Any]) -> Entry:
        """Write down what is about to be done. When this returns, it is on the disk."""
        with self._writing:
            self._last += 1
            entry = Entry(self._last, kind, environment, undo)
            self._append(
                {"entry": entry.number, "at": now().isoformat(), "kind": kind, "environment": environment, "undo": undo}
            )
            self.page.entries[entry.number] = entry
        return entry

    def settle(self, entry: Entry) -> None:
        """It is undone."""
        with self._writing:
            self._append({"undone": entry.number, "at": now().isoformat()})
            self.page.entries.pop(entry.number, None)
            self.page.troubles.pop(entry.number, None)

    def trouble(self, entry: Entry, reason: str) -> None:
        """It could not be undone, and stays."""
        if self.page.troubles.get(entry.number) == reason:
            return
        with self._writing:
            self._append({"entry": entry.number, "trouble": reason, "at": now().isoformat()})
            self.page.troubles[entry.number] = reason

    def close(self) -> None:
        """Let go of the file; delete it when nothing is left to undo."""
        if not self.page.entries:
            self.path.unlink(missing_ok=True)
        self._file.close()

    def _append(self, line: dict[str, Any]) -> None:
        try:
            self._file.write(b"\n" + json.dumps(line).encode())  # a torn line of a killed owner ends here
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            raise LedgerError(f"{self.path} cannot be written to, so nothing may be created: {error}") from None


@contextmanager
def taken_over(path: Path) -> Iterator[Ledger | None]:
    """The file of a run that is dead; None while its owner lives, or another is at it."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND)
    except FileNotFoundError:
        yield None
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        yield None
        return
    if not path.exists():  # another took it over, and has finished
        os.close(descriptor)
        yield None
        return
    ledger = Ledger(path, descriptor)
    try:
        yield ledger
    finally:
        ledger.close()


def left() -> list[Path]:
    """The files in the folder, of the living and of the dead, oldest first."""
    return sorted(folder().glob("*.jsonl"))


def _sync(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class OwnLedger:
    """The ledger of one run. Its file begins with its first entry."""

    def __init__(self) -> None:
        self._begun: Ledger | None = None
        self._opening = threading.Lock()

    def note(self, kind: str, environment: str, undo: dict[str, Any]) -> Entry:
        """Write down what is about to happen. When this returns, it is on the disk."""
        return self.begun().note(kind, environment, undo)

    def settle(self, entry: Entry) -> None:
        """Strike out what is undone."""
        self.begun().settle(entry)

    @property
    def open(self) -> list[Entry]:
        """What is still to be undone, latest first."""
        return self._begun.page.open if self._begun else []

    def begun(self) -> Ledger:
        with self._opening:
            if self._begun is None:
                self._begun = Ledger.begin()
            return self._begun

    @contextmanager
    def ending(self) -> Iterator[Ledger | None]:
        """The file, to be undone within the block and closed after it. A later note begins another."""
        yield self._begun
        with self._opening:
            if self._begun is not None:
                self._begun.close()
                self._begun = None
