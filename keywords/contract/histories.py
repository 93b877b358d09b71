"""Reads the history of documents from the database of the pipeline under test."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from keywords.basics.errors import Inconclusive
from keywords.contract.history_reader import HistoryUnreadable, read, read_events
from keywords.contract.people import Uploaded
from keywords.contract.place import Place
from keywords.environments import Environment
from keywords.environments.table_names import table
from keywords.history.judging import Accepted, Records, Rules
from keywords.history.records import Event, Stored
from keywords.history.tables import Names


def names(environment: Environment) -> Names:
    """The names of the environment's tables and columns, and its words."""
    tables, chunks = environment.tables, table(environment.tables, "chunks")
    if not environment.has("vectors"):
        chunks = replace(chunks, columns={**chunks.columns, "dimension": ""})
    return Names(
        schema=environment.schema_,
        jobs=table(tables, "jobs"),
        events=table(tables, "events") if environment.has("events") else None,
        event_order=tables["events"]["order"],
        chunks=chunks,
        buffers=[table(tables, key) for key in ("chunk_buffer", "vector_buffer")] if environment.has("buffers") else [],
        stages=environment.stage_words,
        states=environment.state_words,
        types=environment.event_types,
    )


def rules(place: Place) -> Rules:
    """What the pipeline promises, and the settings that it was started with."""
    environment, retry_base_seconds = place.environment, place.setting("retry_base_seconds")
    promises = environment.promises
    return Rules(
        stages=environment.stages,
        max_retries=promises.max_retries,
        backoff_base_s=promises.retry_base_seconds if retry_base_seconds is None else retry_base_seconds,
        vector_dim=promises.vector_dim if environment.has("vectors") else None,
        events_told=environment.has("events"),
        claims_told=promises.claims_told,
    )


def omissions(place: Place) -> str:
    """Why a history without violations proves nothing, or ''."""
    return "" if place.environment.has("events") else f"{place.environment.name} keeps no events (absent in its file)"


def events_of(place: Place, uploads: Sequence[Uploaded]) -> list[Event]:
    """The pipeline's events for these documents, in order."""
    with readable():
        documents = [uploaded.document_id for uploaded in uploads]
        return read_events(place.database(), documents, names(place.environment))


@contextmanager
def readable() -> Iterator[None]:
    """Turn an unreadable history into Inconclusive."""
    try:
        yield
    except HistoryUnreadable as error:
        raise Inconclusive(str(error)) from error


def records_of(place: Place, uploads: Sequence[Uploaded], stored: Sequence[Stored] | None = None) -> Records:
    accepted = [Accepted(u.job_id, u.document_id, u.user_id, u.at) for u in uploads]
    with readable():
        return read(place.database(), accepted, names=names(place.environment), stored=stored)
