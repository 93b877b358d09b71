"""What became of documents: the observations that many experiments share."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from keywords.contract.people import Person, Uploaded
from keywords.documents.pdf import Document, Planted, generate
from keywords.evidence.cases import Cases
from keywords.evidence.observing import count, possible, share
from keywords.figures.pipeline_history import judge_history
from keywords.world import World

CLOSE = 3  # how many of the nearest chunks may be looked at for a fact


def send_at_once(world: World, person: Person, documents: Sequence[Document]) -> list[Uploaded]:
    """Upload all at the same moment, wait for the ends of those that are taken, and judge their histories."""
    attempts = Cases()
    with ThreadPoolExecutor(len(documents)) as pool:
        uploads = [
            taken for taken in pool.map(lambda each: upload_if_taken(person, each, attempts), documents) if taken
        ]
    count("simultaneous uploads", uploads, of=documents, detail="; ".join(attempts.broken))
    note_ends([person.wait_for_end(uploaded) for uploaded in uploads])
    judge_history(world, uploads)
    return uploads


def upload_if_taken(person: Person, document: Document, attempts: Cases) -> Uploaded | None:
    """Upload a document, and note whether it was taken; None when it was refused."""
    with attempts.attempt(document.filename):
        return person.upload(document)
    return None


def send(person: Person, seed: str) -> Uploaded:
    uploaded = person.upload(generate(seed, pages=2))
    person.wait_for_end(uploaded)
    return uploaded


def found(person: Person, fact: Planted) -> bool:
    return any(fact.answer in passage["text"] for passage in person.search(fact.question, CLOSE))


def plain(text: str) -> str:
    """The words one after the other, however lines are broken and tables are drawn."""
    return " ".join(text.replace("|", " ").split())


def share_of_facts(name: str, facts: Sequence[Planted], good: Callable[[Planted], bool]) -> None:
    """Observe the share of the planted facts for which something holds, and name those for which it does not."""
    with possible(name):
        share(name, [fact.sentence for fact in facts if not good(fact)], of=facts)


def note_ends(jobs: Sequence[Mapping[str, Any]]) -> None:
    """Observe the share of the documents that were embedded, and name the ends of the others."""
    bad = [f"{job['job_id']} ended {job['state']}: {job.get('last_error')}" for job in jobs if job["state"] != "done"]
    share("documents embedded", bad, of=jobs)
