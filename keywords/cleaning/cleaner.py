"""Undoes what the ledger holds: at the end of a run, and what killed runs have left at the beginning of the next.

Latest first, each on its own: one that cannot be undone does not keep the others from it. It stays in the ledger, is
shown in the dossier, and does not touch the verdict.
"""

import atexit
import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from keywords.basics.secrets import mask
from keywords.cleaning import accounts
from keywords.faults import fault
from keywords.safety import ledger
from keywords.safety.ledger import Entry, Ledger
from keywords.stacks import embedded


@dataclass(frozen=True)
class Kind:
    """How something is undone, and what a person does who has to do it."""

    undo: Callable[[dict[str, Any]], str | None]  # returns what has to remain, if anything; raises on trouble
    by_hand: Callable[[dict[str, Any]], str]


KINDS = {
    "stack": Kind(
        lambda stack: embedded.purge(**stack),
        lambda stack: (
            f"{embedded.HOME}={stack['home']} " * bool(stack["home"])
            + f"python -m pipeline down --purge --name {stack['name']}"
        ),
    ),
    "account": Kind(
        lambda account: f"Accounts that no call deletes; their addresses begin with {account['prefix']}",
        lambda account: f"delete the account {account['email']}",
    ),
    "fault": Kind(lambda broken: fault.undo(**broken), fault.by_hand),
    "documents": Kind(
        lambda account: accounts.delete_documents(**account),
        lambda account: (
            f"sign in as {account['email'] or account['user_id']}, and delete the documents "
            + f"whose names begin with {account['mark']}" * bool(account["mark"])
        ),
    ),
}


@dataclass
class Cleaned:
    """What came of it, in sentences."""

    undone: int = 0
    remains: list[str] = field(default_factory=list)  # that nothing can remove
    troubles: list[str] = field(default_factory=list)

    @property
    def sentences(self) -> list[str]:
        return [*self.troubles, *(f"{what}: {number}" for what, number in Counter(self.remains).items())]


_left: list[str] = []


def undo_all(held: Ledger, cleaned: Cleaned) -> None:
    """Undo what a ledger holds, latest first."""
    for entry in held.page.open:
        try:
            remains = _kind(entry).undo(entry.undo)
        except Exception as error:
            held.trouble(entry, mask(str(error) or type(error).__name__))
            cleaned.troubles.append(_told(entry, held.page.troubles[entry.number]))
            continue
        held.settle(entry)
        cleaned.undone += 1
        if remains:
            cleaned.remains.append(remains)


def _kind(entry: Entry) -> Kind:
    if entry.kind not in KINDS:
        raise LookupError(f"this version of Countersign does not know how to undo a {entry.kind}")
    return KINDS[entry.kind]


def _told(entry: Entry, reason: str) -> str:
    hand = KINDS[entry.kind].by_hand(entry.undo) if entry.kind in KINDS else f"{entry.kind} {entry.undo}"
    return f"Left behind in {entry.environment}: {reason}. `countersign clean` tries again. By hand: {hand}"


def sweep() -> Cleaned:
    """Undo what dead runs have left; those that live are left alone."""
    cleaned = Cleaned()
    for path in ledger.left():
        with ledger.taken_over(path) as held:
            if held:
                undo_all(held, cleaned)
    return cleaned


def begin_run() -> None:
    """Undo what dead runs have left, and see to it that this one leaves nothing."""
    _left.extend(sweep().sentences)
    atexit.register(end_run)


def end_run() -> None:
    """Undo everything of this run. Ctrl-C does not cut it short."""
    if held := ledger.own_if_begun():
        cleaned = Cleaned()
        with _uninterrupted():
            undo_all(held, cleaned)
            ledger.close_own()
        _left.extend(cleaned.sentences)


def left_behind() -> list[str]:
    """What is still there of this run and of killed ones before it, in sentences."""
    return list(_left)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, signal.SIG_IGN) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
