"""The history of documents, read from the database of the pipeline under test."""

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
    """The environment's tables, columns and words, as a history is read by them."""
    tables, vectors = environment.tables, environment.has("vectors")
    chunks = table(tables, "chunks")
    return Names(
        schema=environment.schema_,
        jobs=table(tables, "jobs"),
        events=table(tables, "events") if environment.has("events") else None,
        event_order=tables["events"]["order"],
        chunks=chunks if vectors else replace(chunks, columns={**chunks.columns, "dimension": ""}),
        buffers=[table(tables, key) for key in ("chunk_buffer", "vector_buffer")] if environment.has("buffers") else [],
        stages=environment.stage_words,
        states=environment.state_words,
        types=environment.event_types,
    )


def rules(place: Place) -> Rules:
    here, started_with = place.environment, place.setting("retry_base_seconds")
    promised = here.promises
    return Rules(
        stages=here.stages,
        max_retries=promised.max_retries,
        backoff_base_s=promised.retry_base_seconds if started_with is None else started_with,
        vector_dim=promised.vector_dim if here.has("vectors") else None,
        events_told=here.has("events"),
        claims_told=promised.claims_told,
    )


def untold(place: Place) -> str:
    """Why a history that shows no violation does not prove that there was none, or ''."""
    return "" if place.environment.has("events") else f"{place.environment.name} keeps no events (absent in its file)"


def events_of(place: Place, uploads: Sequence[Uploaded]) -> list[Event]:
    """What the pipeline itself tells of these documents, in its order."""
    with readable():
        return read_events(place.database(), [one.document_id for one in uploads], names(place.environment))


@contextmanager
def readable() -> Iterator[None]:
    """What cannot be read cannot be judged."""
    try:
        yield
    except HistoryUnreadable as error:
        raise Inconclusive(str(error)) from error


def records_of(place: Place, uploads: Sequence[Uploaded], stored: Sequence[Stored] | None = None) -> Records:
    accepted = [Accepted(u.job_id, u.document_id, u.user_id, u.at) for u in uploads]
    with readable():
        return read(place.database(), accepted, names=names(place.environment), stored=stored)
