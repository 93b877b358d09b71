"""Marks what a run creates as its own: its name has the run's prefix, and the ledger lists it before it exists.

If the run created an account, the account's name has the prefix and everything in it belongs to the run. In an account
that was lent to the run, each document's name has the prefix and a mark of the run.
"""

import secrets as entropy

from keywords.environments import Environment
from keywords.safety.guard import Creation, Guard, Removal
from keywords.safety.ledger import OwnLedger


class Ownership:
    """Checks and notes everything before a run creates or removes it in one environment."""

    def __init__(self, environment: Environment, guard: Guard, ledger: OwnLedger) -> None:
        self.environment, self.guard, self.ledger = environment, guard, ledger
        self._mark = entropy.token_hex(3)

    @property
    def lent(self) -> bool:
        """True if the accounts are not the run's own: it was given their tokens."""
        return self.environment.sign_in.way == "given"

    def begin_account(self, email: str) -> None:
        """Call this before an account is created."""
        self.guard.allow(Creation(email))
        if self.environment.outlives_the_run:
            undo = {"email": email, "prefix": self.environment.guard.prefix}
            self.ledger.note("account", self.environment.name, undo)

    def begin_documents(self, user_id: str, email: str, number: int) -> str:
        """Call this before documents are created in an account. Returns the beginning of their names, or ''."""
        mark = f"{self.environment.guard.prefix}{self._mark}-" if self.lent else ""
        if self.environment.outlives_the_run:
            undo = {"file": self.environment.file, "user_id": user_id, "email": email, "number": number, "mark": mark}
            self.ledger.note("documents", self.environment.name, undo)
        return mark

    def may_create(self, filename: str) -> None:
        """Refuse a document that the owner of a lent account could mistake for their own."""
        if self.lent:
            self.guard.allow(Creation(filename))

    def may_remove(self, name: str) -> None:
        """Refuse to remove a document unless this name, of its account or in a lent account its own, has the prefix."""
        self.guard.allow(Removal(name))
