"""A place where a pipeline offers the contract: an environment, a stack in it, its guard and its accounts."""

from dataclasses import dataclass, field, replace
from typing import Self

from keywords.basics.errors import Inconclusive
from keywords.contract.sessions import Accounts
from keywords.environments import Environment
from keywords.safety.guard import Guard
from keywords.safety.ledger import OwnLedger
from keywords.safety.ownership import Ownership
from keywords.stacks.protocol import Stack


@dataclass
class Place:
    environment: Environment
    stack: Stack
    guard: Guard
    ledger: OwnLedger
    accounts: Accounts = field(init=False)

    def __post_init__(self) -> None:
        self.accounts = Accounts(self.environment, Ownership(self.environment, self.guard, self.ledger))

    def on(self, stack: Stack) -> Self:
        """The same environment on another stack."""
        return replace(self, stack=stack)

    def address(self, service: str) -> str:
        if service not in self.stack.addresses:
            raise Inconclusive(f"the file of {self.environment.name} has no address of {service!r} (start.addresses)")
        return self.stack.addresses[service]

    def database(self) -> str:
        """The address of the database, with its password."""
        variable = self.environment.credentials.get("database", "DATABASE_URL")
        if address := self.stack.secrets.get(variable):
            return address
        why = "is not set" if "database" in self.environment.credentials else "is not named in its file"
        raise Inconclusive(
            f"the database of {self.environment.name} cannot be read: {variable} {why} (credentials.database)"
        )

    def setting(self, name: str) -> float | None:
        """A setting that Countersign started the pipeline with."""
        return float(self.stack.settings[name]) if name in self.stack.settings else None
