"""Defects that are migrations: half of what goes wrong with data is done to its tables by their owner."""

import functools
import os
from types import ModuleType
from typing import Any

from keywords.proof.breaking import alter
from keywords.proof.hook import replace


@functools.cache
def migrate(statements: str) -> None:
    """Run a migration, once."""
    import psycopg2

    with psycopg2.connect(os.environ["PIPELINE_DATABASE_URL"]) as connection, connection.cursor() as cursor:
        cursor.execute(statements)


def before(owner: ModuleType, name: str, statements: str) -> None:
    """Run a migration once, right before the first call of a function of the API.

    >>> before(tokens, "hash_password", "DROP INDEX ...")  # with the first registration
    """
    function = getattr(owner, name)

    @functools.wraps(function)
    def after_a_migration(*args: object, **named: object) -> object:
        migrate(statements)
        return function(*args, **named)

    replace(owner, name, after_a_migration)


def when_available(owner: Any, name: str, statements: str) -> None:
    """Run a migration once, as soon as the API finds its database available.

    >>> when_available(health.Dependencies, "_database", "DROP TABLE ...")  # for checks that register no user
    """

    def after_a_migration(state: str) -> str:
        if state == "available":
            migrate(statements)
        return state

    alter(owner, name, after_a_migration)
