"""The history of documents in the pipeline under test, read from its database and judged."""

from collections.abc import Sequence

from keywords.contract.histories import events_of, records_of, rules, untold
from keywords.contract.people import Uploaded
from keywords.evidence.observing import count
from keywords.history.judging import judge
from keywords.history.records import Stored
from keywords.world import World


def judge_history(world: World, uploads: Sequence[Uploaded], stored: Sequence[Stored] | None = None) -> None:
    """Observe how many violations the history of these documents has, and name the first of them.

    Whoever looked into the storage hands in what was there.
    """
    records = records_of(world, uploads, stored)
    found = judge(records, rules(world))
    count(
        "history violations",
        found.violations,
        of=0 if found.vacuous() else found.population.documents,
        detail="" if found.holds else found.explain() if found.violations else untold(world),
    )


def stages_completed(world: World, uploaded: Uploaded) -> None:
    """Observe how many different stages of the environment the document has entered and left."""
    events = [event for event in events_of(world, [uploaded]) if event.type == "stage_done"]
    done = {event.stage for event in events} & set(world.environment.stages)
    count("stages completed", done, of=events, detail=untold(world))
