"""Judges the history of documents in the pipeline under test, as its database holds it."""

from collections.abc import Sequence

from keywords.contract.histories import events_of, omissions, records_of, rules
from keywords.contract.people import Uploaded
from keywords.evidence.observing import count
from keywords.history.judging import judge
from keywords.history.records import Stored
from keywords.world import World


def judge_history(world: World, uploads: Sequence[Uploaded], stored: Sequence[Stored] | None = None) -> None:
    """Observe the violations in the history of these documents (and of the `stored` objects), and name the first."""
    history = judge(records_of(world, uploads, stored), rules(world))
    documents = 0 if history.vacuous() else history.population.documents
    reason = history.explain() if history.violations else omissions(world)
    count("history violations", history.violations, of=documents, detail="" if history.holds else reason)


def stages_completed(world: World, uploaded: Uploaded) -> None:
    """Observe how many stages of the environment the document has entered and left."""
    events = [event for event in events_of(world, [uploaded]) if event.type == "stage_done"]
    done = {event.stage for event in events} & set(world.environment.stages)
    count("stages completed", done, of=events, detail=omissions(world))
