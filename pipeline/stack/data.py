"""Commands on the data of a stack: reset, migrate, and its dead letters."""

import argparse
import asyncio
import os
import time
from collections.abc import Coroutine
from typing import Any, TypeVar

import asyncpg

from pipeline.database import dead_letters
from pipeline.database import migrate as database
from pipeline.settings import load
from pipeline.stack import secrets
from pipeline.stack.errors import StackError
from pipeline.stack.reset import reset_simulators, reset_storage
from pipeline.stack.stack import Stack
from pipeline.variables import PREFIX

T = TypeVar("T")


def reset(stack: Stack, _given: argparse.Namespace) -> int:
    record = stack.running()
    began = time.perf_counter()
    with_database(database.reset(stack.settings(record)))
    reset_storage(stack.folder)
    reset_simulators(record.urls)
    print(f"stack '{stack.name}' is empty ({(time.perf_counter() - began) * 1000:.0f} ms)")
    return 0


def migrate(stack: Stack, given: argparse.Namespace) -> int:
    by_environment = given.name is None and PREFIX + "DATABASE_URL" in os.environ
    needed = [key.lower() for key in secrets.DATABASE_USERS]
    settings = load(*needed) if by_environment else stack.settings(stack.running())
    applied = with_database(database.migrate(settings))
    print("applied " + ", ".join(applied) if applied else "the schema is up to date")
    return 0


def letters(stack: Stack, _given: argparse.Namespace) -> int:
    found = with_database(dead_letters.letters(stack.settings(stack.running())))
    for each in found:
        print(f"{each.jobs:6}  {each.code:<24}  {each.message}")
    if not found:
        print("no dead letters")
    return 0


def requeue(stack: Stack, given: argparse.Namespace) -> int:
    number = with_database(dead_letters.requeue(stack.settings(stack.running()), given.codes))
    print(f"queued again: {number}")
    return 0


def with_database(work: Coroutine[Any, Any, T]) -> T:
    try:
        return asyncio.run(work)
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise StackError(f"the database failed: {error}") from None
