"""Every endpoint beside the database: what it says is what is there, and what it does is done there."""

import hashlib
from collections.abc import Sequence
from typing import Any

from keywords.contract.answers import Answer
from keywords.contract.people import Person, Uploaded, needs
from keywords.contract.querying import rows, value_of
from keywords.documents.bad import not_a_pdf
from keywords.documents.pdf import generate
from keywords.evidence.cases import Cases
from keywords.running.catalogue import experiment
from keywords.world import World

DOCUMENT = ("filename", "bytes_len", "file_sha256", "parsed_sha256", "processing_status")
JOB = ("stage", "state", "retry_count")
TRAIL = "SELECT count(*) FROM {audit_log} WHERE actor::text = %s"
LEFT = """
SELECT (SELECT count(*) FROM {documents} WHERE document_id::text = %s) +
       (SELECT count(*) FROM {jobs} WHERE document_id::text = %s) +
       (SELECT count(*) FROM {chunks} WHERE document_id::text = %s)
"""
BY_HAND = "SELECT count(*) FROM {events} WHERE job_id::text = %s AND type = 'retry' AND code = 'by_hand'"
PASSAGES = "SELECT chunk_id::text, text FROM {chunks} WHERE chunk_id::text = ANY(%s)"


@experiment(
    "every endpoint against the database",
    ("endpoint answers confirmed by the database", "actions recorded in the audit log"),
)
def beside_the_database(world: World) -> None:
    """Each endpoint is called, and the rows that it speaks of, or changes, are read right after."""
    needs(world.environment, "audit_log", "events", "content", "search", "chat", "retry", "register", "login", "logout")
    person, confirmed, noted = world.person(), Cases(), Cases()

    def trail() -> int:
        return int(value_of(world, TRAIL, person.user_id))

    def deed(what: str, before: int) -> None:
        noted.expect(what, True, trail() > before)

    deed("register", 0)
    good, bad = announced_rows(world, person, confirmed)
    deed("upload", 1)
    person.wait_for_end(bad)
    before = trail()
    told_jobs(world, person, [good, bad], confirmed)
    told_documents(world, person, good, confirmed)
    told_passages(world, person, good, confirmed)
    confirmed.expect("reading leaves the audit log alone", before, trail())

    person.retry(bad.job_id)
    deed("retry", before)
    confirmed.expect("retry, its event", 1, value_of(world, BY_HAND, bad.job_id))
    person.wait_for_end(bad)
    before = trail()
    person.delete(good.document_id)
    deed("delete", before)
    confirmed.expect("delete, rows that are left", 0, value_of(world, LEFT, *3 * [good.document_id]))
    before = trail()
    again = person.signed_in_again()
    deed("login", before)
    before = trail()
    again.logout()
    deed("logout", before)
    confirmed.observe("endpoint answers confirmed by the database")
    noted.observe("actions recorded in the audit log")


def announced_rows(world: World, person: Person, confirmed: Cases) -> tuple[Uploaded, Uploaded]:
    """A document is announced and there are its rows, before any of its bytes; then it is sent, and a bad one too."""
    good, bad = generate("beside the database", pages=2), not_a_pdf("beside the database")
    answer = person.announce(good)
    told = person.told("upload", answer)
    found = rows(
        world,
        "SELECT user_id::text, filename, bytes_len, file_sha256 FROM {documents} WHERE document_id::text = %s",
        told["document_id"],
    )
    confirmed.expect("upload, the document's row", [(person.user_id, good.filename, good.size, good.sha256)], found)
    statement = "SELECT document_id::text, user_id::text FROM {jobs} WHERE job_id::text = %s"
    found = rows(world, statement, told["job_id"])
    confirmed.expect("upload, the job's row", [(told["document_id"], person.user_id)], found)
    confirmed.expect("me, whose rows they are", person.user_id, str(person.me()["user_id"]))
    uploaded = person.send(good, answer)
    person.wait_for_end(uploaded)
    return uploaded, person.upload(bad)


def told_jobs(world: World, person: Person, uploads: Sequence[Uploaded], confirmed: Cases) -> None:
    statement = "SELECT job_id::text, stage, state, retry_count FROM {jobs} WHERE user_id::text = %s"
    kept = {row[0]: row[1:] for row in rows(world, statement, person.user_id)}
    for uploaded in uploads:
        confirmed.expect(f"job {uploaded.job_id}", kept.get(uploaded.job_id), fields(person.job(uploaded.job_id), JOB))
    listed = {str(job["job_id"]): fields(job, JOB) for job in person.jobs()}
    confirmed.expect("jobs", kept, listed)


def told_documents(world: World, person: Person, good: Uploaded, confirmed: Cases) -> None:
    statement = f"SELECT document_id::text, {', '.join(DOCUMENT)} FROM {{documents}} WHERE user_id::text = %s"
    kept = {row[0]: row[1:] for row in rows(world, statement, person.user_id)}
    one = person.document(good.document_id)
    confirmed.expect(f"document {good.document_id}", kept.get(good.document_id), fields(one, DOCUMENT))
    count = value_of(world, "SELECT count(*) FROM {chunks} WHERE document_id::text = %s", good.document_id)
    confirmed.expect("document, its chunks", count, one["chunks"])
    listed = {str(document["document_id"]): fields(document, DOCUMENT) for document in person.documents()}
    confirmed.expect("documents", kept, listed)
    sha256 = hashlib.sha256(person.content(good.document_id).encode()).hexdigest()
    confirmed.expect("content, its hash", one["parsed_sha256"], sha256)


def told_passages(world: World, person: Person, good: Uploaded, confirmed: Cases) -> None:
    question = good.document.facts[0].question
    found = {"search": person.search(question), "chat": list(person.ask(question)["sources"])}
    for call, passages in found.items():
        told = {str(passage["chunk_id"]): passage["text"] for passage in passages}
        kept: dict[str, Any] = {row[0]: row[1] for row in rows(world, PASSAGES, list(told))}
        confirmed.expect(f"{call}, its passages", (True, kept), (bool(told), told))


def fields(told: Answer, words: Sequence[str]) -> tuple[Any, ...]:
    return tuple(told[word] for word in words)
