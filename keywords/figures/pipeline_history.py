"""Judges the history of documents in the pipeline under test, as its database holds it."""

from collections.abc import Mapping, Sequence

from keywords.contract.histories import events_of, omissions, records_of, rules
from keywords.contract.people import Uploaded
from keywords.evidence.model import Case
from keywords.evidence.observing import count
from keywords.history.judging import History, judge
from keywords.history.records import Stored, Violation
from keywords.world import World


def judge_history(world: World, uploads: Sequence[Uploaded], stored: Sequence[Stored] | None = None) -> None:
    """Observe the violations in the history of these documents (and of the `stored` objects), and name the first."""
    history = judge(records_of(world, uploads, stored), rules(world))
    reason = history.explain() if history.violations else omissions(world)
    cases = cases_of(history, [uploaded.ids for uploaded in uploads])
    count("history violations", cases, detail="" if history.holds else reason)


def cases_of(history: History, documents: Sequence[Mapping[str, str]]) -> list[Case]:
    """A case for each violation, and one for each document without any. None if there was nothing to judge.

    The documents are given by their ids: document, job, user; those that are not given are counted.
    """
    if history.vacuous():
        return []
    known = {ids["document"]: ids for ids in documents}
    bad = [
        Case.judged(v.kind, False, seen=v.message, **(known.get(v.document_id or "") or violation_ids(v)))
        for v in history.violations
    ]
    spoilt = {violation.document_id for violation in history.violations}
    good = [ids for document_id, ids in known.items() if document_id not in spoilt]
    good += [{}] * (history.population.documents - len(known))
    return [*bad, *(Case.judged("a history without violations", True, **ids) for ids in good)]


def violation_ids(violation: Violation) -> dict[str, str]:
    return {"document": violation.document_id or "", "job": violation.job_id or ""}


def stages_completed(world: World, uploaded: Uploaded) -> None:
    """Observe how many stages of the environment the document has entered and left."""
    events = [event for event in events_of(world, [uploaded]) if event.type == "stage_done"]
    done = {event.stage for event in events}
    stages = world.environment.stages if events else ()
    cases = [Case.judged(stage, stage in done, "entered and left", **uploaded.ids) for stage in stages]
    count("stages completed", cases, detail=omissions(world) or None)
