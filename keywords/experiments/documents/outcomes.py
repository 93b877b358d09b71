"""What became of documents: the observations that many experiments share."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import accumulate
from typing import Any

from keywords.contract.histories import events_of
from keywords.contract.people import Person, Uploaded, needs
from keywords.documents.pdf import Document, Planted, generate
from keywords.evidence.cases import Cases
from keywords.evidence.observing import count, figure, percent, possible, share
from keywords.figures.pipeline_history import judge_history
from keywords.history.records import FINALIZED, STAGE_DONE
from keywords.world import World

CLOSE = 3  # how many of the nearest chunks may be looked at for a fact


def process_document(person: Person, seed: str) -> Uploaded:
    """Upload a generated document and wait until its job has ended."""
    uploaded = person.upload(generate(seed, pages=2))
    person.wait_for_end(uploaded)
    return uploaded


def process_at_once(world: World, person: Person, documents: Sequence[Document]) -> list[Uploaded]:
    """Upload all at the same moment, wait until the accepted ones have ended, and judge their histories."""
    attempts = Cases()
    with ThreadPoolExecutor(len(documents)) as pool:
        tried = pool.map(lambda document: upload_if_accepted(person, document, attempts), documents)
        uploads = [uploaded for uploaded in tried if uploaded]
    count("simultaneous uploads", uploads, of=documents, detail="; ".join(attempts.broken))
    note_ends([person.wait_for_end(uploaded) for uploaded in uploads])
    observe_overlap(world, uploads)
    judge_history(world, uploads)
    return uploads


def observe_overlap(world: World, uploads: Sequence[Uploaded]) -> None:
    """Observe how many documents the workers had in work at one moment."""
    with possible("documents in work at the same time"):
        needs(world.environment, "events")
        waiting, moments = world.environment.stages[0], list[tuple[float, int]]()
        for event in events_of(world, uploads):
            if event.type == STAGE_DONE and event.stage == waiting:
                moments.append((event.at.timestamp(), 1))
            elif event.type == FINALIZED:
                moments.append((event.at.timestamp(), -1))
        at_once = accumulate(change for _, change in sorted(moments))
        count("documents in work at the same time", max(at_once, default=0), of=uploads, detail="")


def upload_if_accepted(person: Person, document: Document, attempts: Cases) -> Uploaded | None:
    """Upload a document; None, with a note among the attempts, if the API refuses it."""
    with attempts.attempt(document.filename):
        return person.upload(document)
    return None


def found(person: Person, fact: Planted) -> bool:
    """True when search finds the fact."""
    return in_passages(fact, person.search(fact.question, CLOSE))


def in_passages(fact: Planted, passages: Iterable[Mapping[str, Any]]) -> bool:
    return any(fact.answer in passage["text"] for passage in passages)


def plain(text: str) -> str:
    """The words of a text, without its line breaks and the rules of its tables."""
    return " ".join(text.replace("|", " ").split())


def share_of_facts(name: str, facts: Sequence[Planted], good: Callable[[Planted], bool]) -> None:
    """Observe the share of the planted facts for which something holds, and name the others."""
    with possible(name):
        share(name, [fact.sentence for fact in facts if not good(fact)], of=facts)


def note_ends(jobs: Sequence[Mapping[str, Any]]) -> None:
    """Observe the share of the documents that were embedded, and say how the others ended."""
    bad = [f"{job['job_id']} ended {job['state']}: {job.get('last_error')}" for job in jobs if job["state"] != "done"]
    share("documents embedded", bad, of=jobs)


def observe_cost(job: Mapping[str, Any], spent_cents: float) -> None:
    """Observe the cost that a job reports against what its calls cost; inconclusive if no call was counted."""
    reported = percent(float(job["cost_cents"]), spent_cents) if spent_cents else 0  # a job may report no cost
    figure("reported cost / actual cost", round(reported, 3), of=1 if spent_cents else 0)
