"""Reads the database of the pipeline under test as its owner, and leaves no changes."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg2
from psycopg2 import sql

from keywords.basics.errors import Absent
from keywords.contract.place import Place
from keywords.evidence.steps import step

CONNECT_SECONDS, STATEMENT_MS, LOCK_MS = 10, 60_000, 5_000
UNKNOWN = ("42P01", "42703", "42704", "42883", "3F000")  # SQLSTATEs for names that the database lacks
NO_RIGHT = "42501"


def connect(place: Place) -> Any:
    """A new connection. The caller closes it."""
    options = f"-c statement_timeout={STATEMENT_MS} -c lock_timeout={LOCK_MS}"
    try:
        return psycopg2.connect(place.database(), connect_timeout=CONNECT_SECONDS, options=options)
    except psycopg2.OperationalError as error:
        raise AssertionError(f"the database cannot be reached: {str(error).strip().splitlines()[0]}") from None


def composed(place: Place, statement: str) -> sql.Composed:
    """A statement with the environment's tables in place of `{jobs}`, `{audit_log}` and so on."""
    schema = place.environment.schema_
    tables = {key: sql.Identifier(schema, table["name"]) for key, table in place.environment.tables.items()}
    return sql.SQL(statement).format(schema=sql.Identifier(schema), **tables)


@step("Read the database", "{statement}", saw=lambda read: f"{len(read)} rows")
def rows(place: Place, statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
    """The rows that a statement reads."""
    connection = connect(place)
    try:
        connection.set_session(readonly=True, autocommit=True)
        with connection.cursor() as cursor:
            cursor.execute(composed(place, statement), parameters)
            return cursor.fetchall() if cursor.description else []
    except psycopg2.Error as error:
        raise_if_absent(error)
        raise
    finally:
        connection.close()


def raise_if_absent(error: psycopg2.Error) -> None:
    """Raise Absent if the error means that the database lacks a table, column or function of the contract."""
    if error.pgcode in UNKNOWN:
        missing = str(error).splitlines()[0]
        raise Absent(f"the database is not laid out as the contract says: {missing}") from None


def value_of(place: Place, statement: str, *parameters: Any) -> Any:
    """The single value that a statement reads."""
    read = rows(place, statement, *parameters)
    return read[0][0] if read else None


class Draft:
    """Statements in a transaction that is rolled back at its end."""

    def __init__(self, place: Place, cursor: Any) -> None:
        self._place, self._cursor = place, cursor

    @step("Try a statement that must be accepted", "{statement}")
    def execute(self, statement: str, **values: Any) -> int:
        """Execute a statement that must be accepted, and return its number of rows. It has effect within the draft."""
        refused = self._attempt(statement, values, keep=True)
        if refused:
            raise AssertionError(f"the database refused a correct statement ({refused}): {statement}")
        return int(self._cursor.rowcount)

    def value(self, statement: str, **values: Any) -> Any:
        """The single value that a statement reads."""
        self.execute(statement, **values)
        row = self._cursor.fetchone()
        return row[0] if row else None

    @step("Try a statement", "{statement}", saw=lambda code: f"refused ({code})" if code else "accepted")
    def refusal(self, statement: str, **values: Any) -> str:
        """The SQLSTATE of the refusal of a statement, or ''. The statement has no effect either way."""
        return self._attempt(statement, values, keep=False)

    def columns(self, key: str) -> str:
        """The writable columns of a table, separated by commas."""
        place, table = self._place, self._place.environment.tables[key]["name"]
        self._cursor.execute(
            "SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute "
            "WHERE attrelid = to_regclass(%s) AND attnum > 0 AND NOT attisdropped "
            "AND attgenerated = '' AND attidentity = ''",
            (f'"{place.environment.schema_}"."{table}"',),
        )
        columns = self._cursor.fetchone()[0]
        if not columns:
            raise Absent(f"the database is not laid out as the contract says: there is no table {table!r}")
        return str(columns)

    def _attempt(self, statement: str, values: dict[str, Any], *, keep: bool) -> str:
        query = composed(self._place, statement)
        self._cursor.execute("SAVEPOINT attempt")
        try:
            self._cursor.execute(query, values)
        except psycopg2.Error as error:
            self._cursor.execute("ROLLBACK TO SAVEPOINT attempt")
            raise_if_absent(error)
            return error.pgcode or "lost"
        if not keep:
            self._cursor.execute("ROLLBACK TO SAVEPOINT attempt")
        return ""


@contextmanager
def draft(place: Place) -> Iterator[Draft]:
    """A transaction to try anything in. It is rolled back at the end."""
    connection = connect(place)
    try:
        with connection.cursor() as cursor:
            yield Draft(place, cursor)
    finally:
        connection.rollback()
        connection.close()
