"""What became of documents: the observations that many experiments share."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from keywords.contract.histories import events_of
from keywords.contract.people import Person, Uploaded, needs
from keywords.documents.pdf import Document, Planted, generate
from keywords.evidence.cases import Cases
from keywords.evidence.model import Case
from keywords.evidence.observing import count, possible, ratio, share
from keywords.experiments.documents.facts import CLOSE as CLOSE
from keywords.experiments.documents.facts import share_of_facts as share_of_facts
from keywords.history.records import DONE, FINALIZED, STAGE_DONE
from keywords.world import World


def process_document(person: Person, seed: str) -> Uploaded:
    """Upload a generated document and wait until its job has ended."""
    uploaded = person.upload(generate(seed, pages=2))
    person.wait_for_end(uploaded)
    return uploaded


def observe_overlap(world: World, uploads: Sequence[Uploaded]) -> None:
    """Observe which documents the workers had in work at the busiest moment."""
    with possible("documents in work at the same time"):
        needs(world.environment, "events")
        began, ended_at, waiting = dict[str, float](), dict[str, float](), world.environment.stages[0]
        for event in events_of(world, uploads):
            if event.type == STAGE_DONE and event.stage == waiting:
                began[event.document_id] = event.at.timestamp()
            elif event.type == FINALIZED:
                ended_at[event.document_id] = event.at.timestamp()
        at_moments = [
            {key for key, start in began.items() if start <= moment < ended_at.get(key, math.inf)}
            for moment in began.values()
        ]
        busiest = max(at_moments, key=len, default=set())
        what = "in work at the busiest moment"
        cases = [Case.judged(what, each.document_id in busiest, **each.ids) for each in uploads]
        count("documents in work at the same time", cases, detail="")


def upload_if_accepted(person: Person, document: Document, attempts: Cases) -> Uploaded | None:
    """Upload a document, which is a case among the attempts; None if the API refuses it."""
    try:
        uploaded = person.upload(document)
    except AssertionError as error:
        attempts.append(Case.judged(document.filename, False, "accepted", error, user=person.user_id))
        return None
    attempts.append(Case.judged(document.filename, True, "accepted", "accepted", **uploaded.ids))
    return uploaded


def found(person: Person, fact: Planted) -> bool:
    """True when search finds the fact."""
    return in_passages(fact, person.search(fact.question, CLOSE))


def in_passages(fact: Planted, passages: Iterable[Mapping[str, Any]]) -> bool:
    return any(fact.answer in passage["text"] for passage in passages)


def plain(text: str) -> str:
    """The words of a text, without its line breaks and the rules of its tables."""
    return " ".join(text.replace("|", " ").split())


def note_ends(jobs: Sequence[Mapping[str, Any]]) -> None:
    """Observe the share of the documents that were embedded, and say how the others ended."""
    share("documents embedded", [ended(job) for job in jobs])


def ended(job: Mapping[str, Any]) -> Case:
    """A job that has ended, good if it is done."""
    state, error = job["state"], job.get("last_error")
    seen = state if state == DONE else f"{state}: {error}"
    error_id = error.get("correlation_id") if isinstance(error, Mapping) else None
    ids = {"document": job.get("document_id"), "job": job["job_id"], "correlation": error_id}
    return Case.judged("end of a job", state == DONE, DONE, seen, **ids)


def observe_cost(job: Mapping[str, Any], spent_cents: float) -> None:
    """Observe the cost that a job reports against what its calls cost; inconclusive if no call was counted."""
    if not spent_cents:  # a job may report no cost
        ratio("reported cost / actual cost", 0, 0, [], detail="no paid call was counted")
        return
    reported, actual = (round(cents, 4) for cents in (float(job["cost_cents"]), spent_cents))
    ids = {"document": job.get("document_id"), "job": job["job_id"]}
    case = Case.of("cost of a job in cents", actual, reported, **ids)
    ratio("reported cost / actual cost", reported, actual, [case])
