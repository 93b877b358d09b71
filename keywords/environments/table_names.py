"""The contract's tables and columns, and a pipeline's own names for them."""

from typing import Annotated, Any

from pydantic import BeforeValidator

from keywords.environments.dialect import Words, merged
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
STANDARD["events"]["order"] = "event_id"  # the column that orders events as they were written
Tables = Annotated[Words, BeforeValidator(lambda own: merged(STANDARD, own, "tables"))]


def table(tables: Words, key: str) -> Table:
    """A table that histories are read from. A column that the environment file renames is not optional."""
    own: dict[str, Any] = tables[key]
    standard = READ[key]
    optional = {word for word in standard.optional if own["columns"][word] == standard.columns[word]}
    return Table(own["name"], own["columns"], frozenset(optional))
