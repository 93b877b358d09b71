"""The history of documents in the pipeline under test, read from its database and judged."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from keywords.contract.people import Uploaded
from keywords.environments.environment import Environment
from keywords.environments.table_names import table
from keywords.evidence.recorder import Inconclusive, recorder
from keywords.history.judging import Accepted, Records, Rules, judge
from keywords.history.records import Event, Stored
from keywords.history.source import HistoryUnreadable, Names, read, read_events
from keywords.world import World


def judge_history(world: World, uploads: Sequence[Uploaded], stored: Sequence[Stored] | None = None) -> None:
    """Observe how many violations the history of these documents has, and name the first of them.

    Whoever looked into the storage hands in what was there.
    """
    records = records_of(world, uploads, stored)
    found = judge(records, rules(world))
    recorder.observe(
        "history violations", len(found.violations), "violations",
        population=0 if found.vacuous() else found.population.documents,
        detail="" if found.holds else found.explain() if found.violations else untold(world),
    )  # fmt: skip


def stages_completed(world: World, uploaded: Uploaded) -> None:
    """Observe how many different stages of the environment the document has entered and left."""
    events = [event for event in events_of(world, [uploaded]) if event.type == "stage_done"]
    done = {event.stage for event in events} & set(world.environment.stages)
    recorder.observe("stages completed", len(done), "stages", population=len(events), detail=untold(world))


def rules(world: World) -> Rules:
    here, started_with = world.environment, world.setting("retry_base_seconds")
    promised = here.promises
    return Rules(
        stages=here.stages,
        max_retries=promised.max_retries,
        backoff_base_s=promised.retry_base_seconds if started_with is None else started_with,
        vector_dim=promised.vector_dim if here.has("vectors") else None,
        events_told=here.has("events"),
        claims_told=promised.claims_told,
    )


def untold(world: World) -> str:
    """Why a history that shows no violation does not prove that there was none, or ''."""
    return "" if world.environment.has("events") else f"{world.environment.name} keeps no events (absent in its file)"


def events_of(world: World, uploads: Sequence[Uploaded]) -> list[Event]:
    """What the pipeline itself tells of these documents, in its order."""
    with readable():
        return read_events(world.database(), [one.document_id for one in uploads], names(world.environment))


@contextmanager
def readable() -> Iterator[None]:
    """What cannot be read cannot be judged."""
    try:
        yield
    except HistoryUnreadable as error:
        raise Inconclusive(str(error)) from error


def records_of(world: World, uploads: Sequence[Uploaded], stored: Sequence[Stored] | None = None) -> Records:
    accepted = [Accepted(u.job_id, u.document_id, u.user_id, u.at) for u in uploads]
    with readable():
        return read(world.database(), accepted, names=names(world.environment), stored=stored)


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
