"""Every endpoint against the database: what it returns is stored, and what it does is done there."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from keywords.contract.answers import Answer
from keywords.contract.people import Person, Uploaded, needs
from keywords.contract.querying import rows, value_of
from keywords.documents.bad import not_a_pdf
from keywords.documents.pdf import generate
from keywords.evidence.cases import Cases
from keywords.evidence.observing import share
from keywords.evidence.steps import step
from keywords.running.catalogue import experiment
from keywords.world import World

DOCUMENT = ("filename", "bytes_len", "file_sha256", "parsed_sha256", "processing_status")
JOB = ("stage", "state", "retry_count")
ENTRIES = "SELECT count(*) FROM {audit_log} WHERE actor::text = %s"
LEFT = """
SELECT (SELECT count(*) FROM {documents} WHERE document_id::text = %s) +
       (SELECT count(*) FROM {jobs} WHERE document_id::text = %s) +
       (SELECT count(*) FROM {chunks} WHERE document_id::text = %s)
"""
RETRIES = "SELECT count(*) FROM {events} WHERE job_id::text = %s AND type = 'retry' AND code = 'by_hand'"
PASSAGES = "SELECT chunk_id::text, text FROM {chunks} WHERE chunk_id::text = ANY(%s)"


@experiment(
    "every endpoint against the database",
    ("endpoint answers confirmed by the database", "actions recorded in the audit log"),
)
def endpoints_against_the_database(world: World) -> None:
    """Each endpoint is called, and the rows that it returns or changes are read right after."""
    needs(world.environment, "audit_log", "events", "content", "search", "chat", "retry", "register", "login", "logout")
    person, agreed, audit = world.person(), Cases(), Cases()

    def entries() -> int:
        return int(value_of(world, ENTRIES, person.user_id))

    @contextmanager
    def audited(action: str) -> Iterator[None]:
        before = entries()
        yield
        audit.expect(action, True, entries() > before)

    audit.expect("register", True, entries() > 0)
    with audited("upload"):
        good, bad = upload_documents(world, person, agreed)
    person.wait_for_end(bad)
    before = entries()
    compare_jobs(world, person, [good, bad], agreed)
    compare_documents(world, person, good, agreed)
    compare_passages(world, person, good, agreed)
    agreed.expect("audit entries added by reading", before, entries())
    with audited("retry"):
        person.retry(bad.job_id)
    agreed.expect("retry: its event", 1, value_of(world, RETRIES, bad.job_id))
    person.wait_for_end(bad)
    with audited("delete"):
        person.delete(good.document_id)
    agreed.expect("delete: rows that are left", 0, value_of(world, LEFT, *3 * [good.document_id]))
    with audited("login"):
        again = person.signed_in_again()
    with audited("logout"):
        again.logout()
    share("endpoint answers confirmed by the database", agreed)
    share("actions recorded in the audit log", audit)


@step("Upload documents and read their rows")
def upload_documents(world: World, person: Person, cases: Cases) -> tuple[Uploaded, Uploaded]:
    """Announce a document and read its rows before sending its bytes; then process it, and upload an unreadable one."""
    good, bad = generate("beside the database", pages=2), not_a_pdf("beside the database")
    answer = person.announce(good)
    body = person.parse("upload", answer)
    statement = "SELECT user_id::text, filename, bytes_len, file_sha256 FROM {documents} WHERE document_id::text = %s"
    found = rows(world, statement, body["document_id"])
    cases.expect("upload: the document's row", [(person.user_id, good.filename, good.size, good.sha256)], found)
    statement = "SELECT document_id::text, user_id::text FROM {jobs} WHERE job_id::text = %s"
    found = rows(world, statement, body["job_id"])
    cases.expect("upload: the job's row", [(body["document_id"], person.user_id)], found)
    cases.expect("me: the user of these rows", person.user_id, str(person.me()["user_id"]))
    uploaded = person.send(good, answer)
    person.wait_for_end(uploaded)
    return uploaded, person.upload(bad)


@step("Compare jobs with their rows")
def compare_jobs(world: World, person: Person, uploads: Sequence[Uploaded], cases: Cases) -> None:
    statement = f"SELECT job_id::text, {', '.join(JOB)} FROM {{jobs}} WHERE user_id::text = %s"
    stored = {row[0]: row[1:] for row in rows(world, statement, person.user_id)}
    for uploaded in uploads:
        seen = fields(person.job(uploaded.job_id), JOB)
        cases.expect("job", stored.get(uploaded.job_id), seen, **uploaded.ids)
    cases.expect("jobs", stored, {str(job["job_id"]): fields(job, JOB) for job in person.jobs()})


@step("Compare documents with their rows")
def compare_documents(world: World, person: Person, good: Uploaded, cases: Cases) -> None:
    statement = f"SELECT document_id::text, {', '.join(DOCUMENT)} FROM {{documents}} WHERE user_id::text = %s"
    stored = {row[0]: row[1:] for row in rows(world, statement, person.user_id)}
    one = person.document(good.document_id)
    cases.expect("document", stored.get(good.document_id), fields(one, DOCUMENT), **good.ids)
    chunks = value_of(world, "SELECT count(*) FROM {chunks} WHERE document_id::text = %s", good.document_id)
    cases.expect("document: its chunks", chunks, one["chunks"], **good.ids)
    listed = {str(document["document_id"]): fields(document, DOCUMENT) for document in person.documents()}
    cases.expect("documents", stored, listed)
    sha256 = hashlib.sha256(person.content(good.document_id).encode()).hexdigest()
    cases.expect("content: its hash", one["parsed_sha256"], sha256, **good.ids)


@step("Compare passages with their rows")
def compare_passages(world: World, person: Person, good: Uploaded, cases: Cases) -> None:
    question = good.document.facts[0].question
    found = {"search": person.search(question), "chat": list(person.ask(question)["sources"])}
    for call, passages in found.items():
        returned = {str(passage["chunk_id"]): passage["text"] for passage in passages}
        stored: dict[str, Any] = {row[0]: row[1] for row in rows(world, PASSAGES, list(returned))}
        cases.expect(f"{call}: its passages", (True, stored), (bool(returned), returned), **good.ids)


def fields(answer: Answer, words: Sequence[str]) -> tuple[Any, ...]:
    return tuple(answer[word] for word in words)
