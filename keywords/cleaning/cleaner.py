"""Undoes what the ledger holds, at the end of a run; the next run undoes what a killed run left behind.

The latest entry comes first. An entry that cannot be undone stays in the ledger and is shown in the dossier; the
others are still undone, and no verdict changes.
"""

import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from keywords.basics.secrets import mask
from keywords.cleaning import accounts
from keywords.contract.place import Place
from keywords.faults import fault
from keywords.safety import ledger
from keywords.safety.ledger import Entry, Ledger, OwnLedger
from keywords.stacks import command_line


@dataclass(frozen=True)
class Kind:
    """How to undo something, and how a person does it by hand."""

    undo: Callable[[dict[str, Any], Sequence[Place]], str | None]  # returns what must remain; raises on trouble
    by_hand: Callable[[dict[str, Any]], str]


def _stack_by_hand(stack: dict[str, Any]) -> str:
    home = f"{command_line.HOME}={stack['home']} " if stack["home"] else ""
    return f"{home}python -m pipeline down --purge --name {stack['name']}"


def _documents_by_hand(account: dict[str, Any]) -> str:
    which = f"whose names begin with {account['mark']}" if account["mark"] else ""
    return f"sign in as {account['email'] or account['user_id']}, and delete the documents {which}"


KINDS = {
    "stack": Kind(lambda stack, _: command_line.purge(**stack), _stack_by_hand),
    "account": Kind(
        lambda account, _: f"Accounts that no call deletes; their addresses begin with {account['prefix']}",
        lambda account: f"delete the account {account['email']}",
    ),
    "fault": Kind(lambda broken, _: fault.undo(**broken), fault.by_hand),
    "documents": Kind(lambda account, places: accounts.delete_documents(places, **account), _documents_by_hand),
}


@dataclass
class Cleaned:
    """What was undone and what was not."""

    undone: int = 0
    remains: list[str] = field(default_factory=list)  # what nothing can remove
    troubles: list[str] = field(default_factory=list)

    @property
    def sentences(self) -> list[str]:
        return [*self.troubles, *(f"{what}: {number}" for what, number in Counter(self.remains).items())]


def undo_all(held: Ledger, cleaned: Cleaned, places: Sequence[Place] = ()) -> None:
    """Undo what a ledger holds, the latest entry first. The places of the run still have its sessions."""
    for entry in held.page.open:
        try:
            remains = _kind(entry).undo(entry.undo, places)
        except Exception as error:
            held.trouble(entry, mask(str(error) or type(error).__name__))
            cleaned.troubles.append(_explained(entry, held.page.troubles[entry.number]))
            continue
        held.settle(entry)
        cleaned.undone += 1
        if remains:
            cleaned.remains.append(remains)


def _kind(entry: Entry) -> Kind:
    if entry.kind not in KINDS:
        raise LookupError(f"this version of Countersign does not know how to undo a {entry.kind}")
    return KINDS[entry.kind]


def _explained(entry: Entry, reason: str) -> str:
    hand = KINDS[entry.kind].by_hand(entry.undo) if entry.kind in KINDS else f"{entry.kind} {entry.undo}"
    return f"Left behind in {entry.environment}: {reason}. `countersign clean` tries again. By hand: {hand}"


def sweep() -> Cleaned:
    """Undo what dead runs left behind. Does not touch runs that are still alive."""
    cleaned = Cleaned()
    for path in ledger.files():
        with ledger.taken_over(path) as held:
            if held:
                undo_all(held, cleaned)
    return cleaned


def end(own: OwnLedger, places: Sequence[Place] = ()) -> Cleaned:
    """Undo everything that a run did. Ctrl-C does not interrupt it."""
    cleaned = Cleaned()
    with _uninterrupted(), own.ending() as held:
        if held:
            undo_all(held, cleaned, places)
    return cleaned


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
