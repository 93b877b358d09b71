"""A defect that is a migration runs once, before what it was put before."""

from types import SimpleNamespace
from typing import Any, cast

import psycopg2
import pytest

from keywords.proof import migration


class Database:
    """Notes what is executed."""

    def __init__(self, said: list[str]) -> None:
        self.said = said

    def cursor(self) -> "Database":
        return self

    def execute(self, statement: str) -> None:
        self.said.append(statement)

    def __enter__(self) -> "Database":
        return self

    def __exit__(self, *_: object) -> None:
        self.said.append("committed")


def test_the_migration_is_there_before_the_first_call_and_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    said, asked = list[str](), list[str]()

    def connect(url: str) -> Any:
        asked.append(url)
        return Database(said)

    def register(name: str) -> str:
        said.append(name)
        return name.upper()

    monkeypatch.setenv("PIPELINE_DATABASE_URL", "postgresql://somewhere")
    monkeypatch.setattr(psycopg2, "connect", connect)
    tokens = SimpleNamespace(register=register)
    migration.before(cast(Any, tokens), "register", "DROP INDEX one")
    assert [tokens.register("ann"), tokens.register("bob")] == ["ANN", "BOB"]
    assert said == ["DROP INDEX one", "committed", "committed", "ann", "bob"]
    assert asked == ["postgresql://somewhere"]


def test_a_migration_waits_until_the_database_is_available(monkeypatch: pytest.MonkeyPatch) -> None:
    said, states = list[str](), iter(["unavailable", "available"])
    monkeypatch.setattr(migration, "migrate", said.append)
    health = SimpleNamespace(database=lambda: next(states))
    migration.when_available(health, "database", "DROP TABLE one")
    assert (health.database(), said) == ("unavailable", [])
    assert (health.database(), said) == ("available", ["DROP TABLE one"])
