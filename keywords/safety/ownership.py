"""Whose an account or a document is: what a run creates carries its prefix, and is in the ledger before it exists.

In an account of its own the account carries the prefix, and all that is in it is the run's. In one that was given, each
document does, with a mark of the run behind it.
"""

import secrets as entropy

from keywords.environments.environment import Environment
from keywords.safety import ledger
from keywords.safety.guard import Creation, Guard, Removal

_OF_THIS_RUN = entropy.token_hex(3)


def begin_account(environment: Environment, email: str) -> None:
    """An account is about to be made."""
    Guard(environment).allow(Creation(email))
    if environment.outlives_the_run:
        ledger.own().note("account", environment.name, {"email": email, "prefix": environment.guard.prefix})


def begin_documents(environment: Environment, user_id: str, email: str, number: int) -> str:
    """Documents are about to be made in an account. Returns the mark that their names begin with; '' for none."""
    mark = f"{environment.guard.prefix}{_OF_THIS_RUN}-" if given(environment) else ""
    if environment.outlives_the_run:
        owner = {"file": environment.file, "user_id": user_id, "email": email, "number": number, "mark": mark}
        ledger.own().note("documents", environment.name, owner)
    return mark


def may_create(environment: Environment, filename: str) -> None:
    """Refuses a document in a given account that nobody could tell from its owner's."""
    if given(environment):
        Guard(environment).allow(Creation(filename))


def may_remove(environment: Environment, carrier: str) -> None:
    """Refuses to remove a document when what should carry the prefix, its account or its own name, does not."""
    Guard(environment).allow(Removal(carrier))


def given(environment: Environment) -> bool:
    """Whether accounts belong to somebody else, who gave us a token."""
    return environment.sign_in.way == "given"
