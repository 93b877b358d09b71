"""The ledger: a run writes to disk what it will create or break, before it does so.

Each run has one append-only file, in a folder of the user outside results/. The run locks its file, and the system
releases the lock when the process ends for whatever reason. A file that can be locked was therefore left by a dead run.
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
    """The ledger cannot be written, so nothing may be created."""


@dataclass(frozen=True)
class Entry:
    """Something to undo: its kind, and what is needed to undo it. Never a secret."""

    number: int
    kind: str  # stack, account, documents, fault
    environment: str
    undo: dict[str, Any]


@dataclass
class Page:
    """The content of a ledger file: what is still to be undone, and why the last attempt failed."""

    run: dict[str, Any] = field(default_factory=dict)
    entries: dict[int, Entry] = field(default_factory=dict)
    troubles: dict[int, str] = field(default_factory=dict)

    @property
    def open(self) -> list[Entry]:
        """What is still to be undone, latest first."""
        return sorted(self.entries.values(), key=lambda entry: entry.number, reverse=True)


def folder() -> Path:
    """The folder of this user's ledgers: COUNTERSIGN_STATE, or a folder where the user's programs keep their state."""
    if own := os.environ.get(VARIABLE):
        return Path(own).absolute()
    state = os.environ.get("XDG_STATE_HOME")
    return (Path(state) if state else Path.home() / ".local" / "state").absolute() / "countersign-ledger"


def files() -> list[Path]:
    """The files in the folder, of living and dead runs, oldest first."""
    return sorted(folder().glob("*.jsonl"))


def read(path: Path) -> Page:
    """The content of a file. A torn line announced something that did not begin."""
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
    """A ledger file, locked by this process."""

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
            new = path.with_suffix(".new")  # no other process reads this name before the file is locked
            descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            new.rename(path)
            _sync(folder())
        except OSError as error:
            raise LedgerError(
                f"the ledger cannot be written, so nothing may be created: {error}; "
                f"set {VARIABLE} to a folder that can be written"
            ) from None
        ledger = cls(path, descriptor)
        ledger._append({"run": run})
        return ledger

    def note(self, kind: str, environment: str, undo: dict[str, Any]) -> Entry:
        """Note something before it happens. When this returns, the entry is on disk."""
        with self._writing:
            self._last += 1
            entry = Entry(self._last, kind, environment, undo)
            what = {"kind": kind, "environment": environment, "undo": undo}
            self._append({"entry": entry.number, "at": now().isoformat(), **what})
            self.page.entries[entry.number] = entry
        return entry

    def settle(self, entry: Entry) -> None:
        """Note that an entry is undone."""
        with self._writing:
            self._append({"undone": entry.number, "at": now().isoformat()})
            self.page.entries.pop(entry.number, None)
            self.page.troubles.pop(entry.number, None)

    def trouble(self, entry: Entry, reason: str) -> None:
        """Note why an entry could not be undone. It stays open."""
        if self.page.troubles.get(entry.number) == reason:
            return
        with self._writing:
            self._append({"entry": entry.number, "trouble": reason, "at": now().isoformat()})
            self.page.troubles[entry.number] = reason

    def close(self) -> None:
        """Unlock the file, and delete it if nothing is left to undo."""
        if not self.page.entries:
            self.path.unlink(missing_ok=True)
        self._file.close()

    def _append(self, line: dict[str, Any]) -> None:
        try:
            self._file.write(b"\n" + json.dumps(line).encode())  # the newline ends a torn line of a killed owner
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            raise LedgerError(f"{self.path} cannot be written, so nothing may be created: {error}") from None


@contextmanager
def taken_over(path: Path) -> Iterator[Ledger | None]:
    """Lock the file of a dead run. None if its owner lives, or another process holds it."""
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
    if not path.exists():  # another process took it over and has finished
        os.close(descriptor)
        yield None
        return
    ledger = Ledger(path, descriptor)
    try:
        yield ledger
    finally:
        ledger.close()


def _sync(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class OwnLedger:
    """The ledger of one run. The first entry creates its file."""

    def __init__(self) -> None:
        self._ledger: Ledger | None = None
        self._opening = threading.Lock()

    def note(self, kind: str, environment: str, undo: dict[str, Any]) -> Entry:
        """Note something before it happens. When this returns, the entry is on disk."""
        return self.opened().note(kind, environment, undo)

    def settle(self, entry: Entry) -> None:
        """Note that an entry is undone."""
        self.opened().settle(entry)

    @property
    def open(self) -> list[Entry]:
        """What is still to be undone, latest first."""
        return self._ledger.page.open if self._ledger else []

    def opened(self) -> Ledger:
        with self._opening:
            if self._ledger is None:
                self._ledger = Ledger.begin()
            return self._ledger

    @contextmanager
    def ending(self) -> Iterator[Ledger | None]:
        """Hand out the ledger to undo its entries in the block, then close it. A later note creates another file."""
        yield self._ledger
        with self._opening:
            if self._ledger is not None:
                self._ledger.close()
                self._ledger = None
