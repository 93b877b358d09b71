"""Marks what a run creates as its own: it carries the run's prefix, and the ledger holds it before it exists.

If the run has made an account, the account carries the prefix and everything in it belongs to the run. In an account
that someone lent to the run, each document carries the prefix and a mark of the run.
"""

import secrets as entropy

from keywords.environments import Environment
from keywords.safety.guard import Creation, Guard, Removal
from keywords.safety.ledger import OwnLedger


class Ownership:
    """Stands before everything that a run creates or removes in one environment."""

    def __init__(self, environment: Environment, guard: Guard, ledger: OwnLedger) -> None:
        self.environment, self.guard, self.ledger = environment, guard, ledger
        self._mark = entropy.token_hex(3)

    @property
    def lent(self) -> bool:
        """True if the accounts belong to someone else, who gave the run a token."""
        return self.environment.sign_in.way == "given"

    def begin_account(self, email: str) -> None:
        """Call this before an account is created."""
        self.guard.allow(Creation(email))
        if self.environment.outlives_the_run:
            undo = {"email": email, "prefix": self.environment.guard.prefix}
            self.ledger.note("account", self.environment.name, undo)

    def begin_documents(self, user_id: str, email: str, number: int) -> str:
        """Call this before documents are created in an account. Returns what their names begin with, or ''."""
        mark = f"{self.environment.guard.prefix}{self._mark}-" if self.lent else ""
        if self.environment.outlives_the_run:
            owner = {
                "file": self.environment.file,
                "user_id": user_id,
                "email": email,
                "number": number,
                "mark": mark,
            }
            self.ledger.note("documents", self.environment.name, owner)
        return mark

    def may_create(self, filename: str) -> None:
        """Refuse a document in a lent account that its owner could not tell from their own."""
        if self.lent:
            self.guard.allow(Creation(filename))

    def may_remove(self, carrier: str) -> None:
        """Refuse to remove a document unless its account, or in a lent account its own name, carries the prefix."""
        self.guard.allow(Removal(carrier))
