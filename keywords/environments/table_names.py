"""The tables and columns in which a pipeline keeps what the contract names, and what they are called elsewhere."""

from typing import Annotated, Any

from pydantic import BeforeValidator

from keywords.environments.dialect import Words, over
from keywords.history.tables import CHUNK_BUFFER, CHUNKS, EVENTS, JOBS, VECTOR_BUFFER, Table

READ = {
    "jobs": JOBS,
    "events": EVENTS,
    "chunks": CHUNKS,
    "chunk_buffer": CHUNK_BUFFER,
    "vector_buffer": VECTOR_BUFFER,
}
STANDARD: Words = {
    "documents": {"name": "documents"},
    "audit_log": {"name": "audit_log"},
    **{key: {"name": table.name, "columns": dict(table.columns)} for key, table in READ.items()},
}
STANDARD["events"]["order"] = "event_id"  # the column by which events are in the order in which they were written
Tables = Annotated[Words, BeforeValidator(lambda given: over(STANDARD, given, "tables"))]


def table(tables: Words, key: str) -> Table:
    """One of those that histories are read from. A column that the file names has to be there."""
    named: dict[str, Any] = tables[key]
    usual = READ[key]
    kept = {word for word in usual.optional if named["columns"][word] == usual.columns[word]}
    return Table(named["name"], named["columns"], frozenset(kept))
