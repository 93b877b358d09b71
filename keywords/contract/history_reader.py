"""Reads the records of a history from a pipeline's PostgreSQL, under any names of tables and columns."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import psycopg2
from psycopg2 import sql

from keywords.basics.quantities import nearest
from keywords.evidence.steps import step
from keywords.history.records import Accepted, Chunk, Event, Job, Records, Stored
from keywords.history.tables import Names, Table

CONNECT_SECONDS = 10
STATEMENT_SECONDS = 120
AT_ONCE = 10_000  # rows in one fetch
NUMBERS = {"fence": "bigint", "retry_count": "bigint", "chunks": "bigint", "wait_s": "float8", "ord": "bigint"}
NO_ORDER = sql.SQL("")
TIMES = ("at", "created_at", "started_at", "finished_at")


class HistoryUnreadable(RuntimeError):
    """The database is unreachable or lacks something that was named, so nothing can be judged."""


@step("Read the history of the documents", saw=lambda found: f"{len(found.jobs)} jobs, {len(found.events)} events")
def read(
    dsn: str,
    accepted: Sequence[Accepted],
    *,
    names: Names | None = None,
    documents: Iterable[str] | None = None,
    since: datetime | None = None,
    stored: Sequence[Stored] | None = None,
) -> Records:
    """A snapshot of these documents, of every job created since a time, or by default of the accepted documents.

    Only reading by time can find jobs that no client asked for. `stored` are the objects that the caller found in the
    storage.
    """
    if documents is not None and since is not None:
        raise ValueError("a history is read either for documents or since a time, not both")
    if since is None and documents is None:
        documents = [document.document_id for document in accepted]
    ids = None if documents is None else list(documents)
    with _connected(dsn) as connection:
        return _Reader(connection, names or Names(), ids, since).records(accepted, stored)


def read_events(dsn: str, documents: Iterable[str], names: Names) -> list[Event]:
    """The events of these documents and nothing else, for callers that poll."""
    with _connected(dsn) as connection:
        return _Reader(connection, names, list(documents), None).events()


def moment(dsn: str) -> datetime:
    """The current time by the database's clock, to read a history from."""
    with _connected(dsn) as connection:
        return _clock(connection)


@contextmanager
def _connected(dsn: str) -> Iterator[Any]:
    """A connection that reads everything from one snapshot."""
    try:
        connection = psycopg2.connect(dsn, connect_timeout=CONNECT_SECONDS)
    except psycopg2.OperationalError as error:
        raise HistoryUnreadable(f"the database cannot be reached: {_first_line(error)}") from None
    except psycopg2.ProgrammingError:  # its message repeats what may be a password
        raise HistoryUnreadable("PostgreSQL does not understand the address of the database") from None
    try:
        connection.set_session(isolation_level="REPEATABLE READ", readonly=True)
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = %s", (STATEMENT_SECONDS * 1000,))
        yield connection
    except psycopg2.Error as error:
        raise HistoryUnreadable(f"the history cannot be read: {_first_line(error)}") from error
    finally:
        connection.close()


def _first_line(error: Exception) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)


def _clock(connection: Any) -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        at: datetime = cursor.fetchone()[0]
        return at


class _Reader:
    def __init__(self, connection: Any, names: Names, documents: list[str] | None, since: datetime | None) -> None:
        self.connection, self.names, self.documents, self.since = connection, names, documents, since
        self.types = self._column_types()

    def records(self, accepted: Sequence[Accepted], stored: Sequence[Stored] | None) -> Records:
        names = self.names
        jobs = [Job(**self._in_our_words(row)) for row in self._rows(names.jobs, self._scope(names.jobs, "created_at"))]
        chunks = [Chunk(**_as_chunk(row)) for row in self._rows(names.chunks, self._scope_of_chunks(names.chunks))]
        for buffer in names.buffers:
            rows = self._rows(buffer, self._scope_of_chunks(buffer))
            chunks += [Chunk(**_as_chunk(row), buffered=True) for row in rows]
        return Records(accepted, jobs, self.events(), chunks, stored, _clock(self.connection))

    def events(self) -> list[Event]:
        table = self.names.events
        return [Event(**self._in_our_words(row)) for row in self._event_rows(table)] if table else []

    # Which rows

    def _scope(self, table: Table, created: str) -> sql.Composable:
        if self.documents is not None:
            return self._of_documents(table)
        return sql.SQL("t.{} >= {}").format(sql.Identifier(table.columns[created]), sql.Literal(self.since))

    def _of_documents(self, table: Table) -> sql.Composable:
        column = table.columns["document_id"]
        of_type = sql.SQL(self._known(table, column))
        return sql.SQL("t.{} = ANY({}::{}[])").format(sql.Identifier(column), sql.Literal(self.documents), of_type)

    def _event_rows(self, events: Table) -> Iterator[dict[str, Any]]:
        self._known(events, self.names.event_order)
        order = sql.SQL("ORDER BY t.{}").format(sql.Identifier(self.names.event_order))
        return self._rows(events, self._scope_of_events(events), order)

    def _scope_of_events(self, events: Table) -> sql.Composable:
        """The events of the jobs that are read, whatever their time, and those of no known job."""
        if self.documents is not None:
            return self._of_documents(events)
        return sql.SQL(
            "(EXISTS (SELECT FROM {jobs} j WHERE j.{job_id} = t.{own} AND j.{created} >= {since}) "
            "OR (t.{at} >= {since} AND NOT EXISTS (SELECT FROM {jobs} j WHERE j.{job_id} = t.{own})))"
        ).format(at=sql.Identifier(events.columns["at"]), **self._of_jobs(events, "job_id"))

    def _scope_of_chunks(self, table: Table) -> sql.Composable:
        """The chunks of documents without an earlier job: of the jobs that are read, and of no known job."""
        if self.documents is not None:
            return self._of_documents(table)
        return sql.SQL("NOT EXISTS (SELECT FROM {jobs} j WHERE j.{job_id} = t.{own} AND j.{created} < {since})").format(
            **self._of_jobs(table, "document_id")
        )

    def _of_jobs(self, table: Table, key: str) -> dict[str, sql.Composable]:
        jobs = self.names.jobs
        return {
            "jobs": sql.Identifier(self.names.schema, jobs.name),
            "job_id": sql.Identifier(jobs.columns[key]),
            "own": sql.Identifier(table.columns[key]),
            "created": sql.Identifier(jobs.columns["created_at"]),
            "since": sql.Literal(self.since),
        }

    # Which columns

    def _column_types(self) -> dict[str, dict[str, str]]:
        """The type of every column of every table of the schema."""
        types: dict[str, dict[str, str]] = {}
        with self.connection.cursor() as cursor:
            cursor.execute(
                "SELECT c.relname, a.attname, format_type(a.atttypid, NULL) FROM pg_attribute a "
                "JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace "
                "WHERE n.nspname = %s AND c.relkind IN ('r', 'p', 'v', 'm') AND a.attnum > 0 AND NOT a.attisdropped",
                (self.names.schema,),
            )
            for table, column, of_type in cursor:
                types.setdefault(table, {})[column] = of_type
        if not types:
            raise HistoryUnreadable(f"the database has no schema {self.names.schema!r} with tables")
        return types

    def _known(self, table: Table, column: str) -> str:
        """The type of a column that must be there."""
        if table.name not in self.types:
            name = f"{self.names.schema}.{table.name}"
            raise HistoryUnreadable(f"there is no table {name!r}{nearest(table.name, list(self.types))}")
        columns = self.types[table.name]
        if column not in columns:
            raise HistoryUnreadable(f"table {table.name!r} has no column {column!r}{nearest(column, list(columns))}")
        return columns[column]

    def _column(self, table: Table, key: str) -> sql.Composable:
        column, _, inner = table.columns[key].partition(".")
        if not column or (key in table.optional and column not in self.types.get(table.name, {column: ""})):
            return sql.SQL("NULL")
        self._known(table, column)
        value: sql.Composable = sql.SQL("t.{}").format(sql.Identifier(column))
        if inner:
            value = sql.SQL("({} #>> {})").format(value, sql.Literal(inner.split(".")))
        if key in TIMES:
            return value
        if key == "dimension":  # of the vector itself; the cast works in whatever schema the extension is
            return sql.SQL("cardinality({}::real[])").format(value)
        return sql.SQL("{}::{}").format(value, sql.SQL(NUMBERS.get(key, "text")))

    def _rows(self, table: Table, scope: sql.Composable, order: sql.Composable = NO_ORDER) -> Iterator[dict[str, Any]]:
        query = sql.SQL("SELECT {} FROM {} t WHERE {} {}").format(
            sql.SQL(", ").join(self._column(table, key) for key in table.columns),
            sql.Identifier(self.names.schema, table.name),
            scope,
            order,
        )
        with self.connection.cursor(name="history") as cursor:
            cursor.itersize = AT_ONCE
            cursor.execute(query)
            for row in cursor:
                yield dict(zip(table.columns, row, strict=True))

    def _in_our_words(self, row: dict[str, Any]) -> dict[str, Any]:
        for key, words in (("stage", self.names.stages), ("state", self.names.states), ("type", self.names.types)):
            if words and row.get(key) is not None:
                row[key] = words.get(row[key], row[key])
        return row


def _as_chunk(row: dict[str, Any]) -> dict[str, Any]:
    version = row.pop("chunker_version", None)
    if version is not None:
        row["chunker"] = f"{row['chunker']} {version}"
    return row
