"""The history of documents in the pipeline under test, read from its database and judged."""

from collections.abc import Sequence

from keywords.history import Accepted, Records, Rules, judge
from keywords.history_source import HistoryUnreadable, Names, read
from keywords.people import Uploaded
from keywords.recorder import Inconclusive, recorder
from keywords.world import World


def judge_history(world: World, uploads: Sequence[Uploaded]) -> None:
    """Observe how many violations the history of these documents has, and name the first of them."""
    records = records_of(world, uploads)
    found = judge(records, rules(world))
    recorder.observe(
        "history violations", len(found.violations), "violations",
        population=0 if found.vacuous() else found.population.documents, detail="" if found.holds else found.explain(),
    )  # fmt: skip


def stages_completed(world: World, uploaded: Uploaded) -> None:
    """Observe how many different stages of the environment the document has entered and left."""
    events = [event for event in records_of(world, [uploaded]).events if event.type == "stage_done"]
    done = {event.stage for event in events} & set(world.environment.stages)
    recorder.observe("stages completed", len(done), "stages", population=len(events))


def rules(world: World) -> Rules:
    base = world.setting("retry_base_seconds")
    promised = Rules(stages=tuple(world.environment.stages))
    return promised if base is None else Rules(stages=promised.stages, backoff_base_s=base)


def records_of(world: World, uploads: Sequence[Uploaded]) -> Records:
    accepted = [Accepted(u.job_id, u.document_id, u.user_id, u.at) for u in uploads]
    dsn = world.secrets.get(world.environment.credentials.get("database", "DATABASE_URL"))
    if dsn is None:
        raise Inconclusive("the environment names no database, so no history can be read")
    try:
        return read(dsn, accepted, names=Names(schema=world.environment.schema_))
    except HistoryUnreadable as error:
        raise Inconclusive(str(error)) from error
