"""Locks in the database that hold a worker at a chosen statement."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg2

from tests.pipeline.conftest import Stack
from tests.pipeline.database import sql


@contextmanager
def connected(stack: Stack) -> Iterator[Any]:
    """A connection of the database's owner; closing it releases its locks."""
    connection = psycopg2.connect(stack.database)
    try:
        yield connection
    finally:
        connection.close()


def lock(connection: Any, table: str, mode: str = "ACCESS EXCLUSIVE") -> None:
    connection.cursor().execute(f"LOCK TABLE upload_pipeline.{table} IN {mode} MODE")


@contextmanager
def locked(stack: Stack, table: str, mode: str = "ACCESS EXCLUSIVE") -> Iterator[Any]:
    """Lock the table during the block; yields the connection that holds the lock."""
    with connected(stack) as holder:
        lock(holder, table, mode)
        yield holder


def waiting(stack: Stack, condition: str) -> int:
    """How many sessions wait for a lock that meets this condition on pg_locks."""
    return len(sql(stack.database, f"SELECT 1 FROM pg_locks WHERE NOT granted AND {condition}"))


def waiting_for(stack: Stack, table: str) -> int:
    return waiting(stack, f"relation = 'upload_pipeline.{table}'::regclass")
