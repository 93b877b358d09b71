"""A document's way through the nine stages, and the chunks, hashes and log lines that it leaves."""

import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from keywords.documents.pdf import generate
from pipeline.stages import STAGES
from tests.pipeline.conftest import QUICK_AND_GENEROUS, Stack, started
from tests.pipeline.database import history, sql
from tests.pipeline.people import Person, eventually


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    """Leases are long: on a busy machine a job would change workers."""
    with started("stages", **QUICK_AND_GENEROUS | {"lease_seconds": 60}) as found:
        yield found


PASSED = [(event, stage) for stage in STAGES for event in ("stage_started", "stage_done")]
WHOLE_HISTORY = [*PASSED, ("finalized", "embedded")]


def test_a_document_passes_the_nine_stages_once_and_in_order(stack: Stack) -> None:
    person = Person(stack.urls["api"])
    document = generate("nine stages", table=True)
    upload = person.embed(document)
    assert history(stack.database, upload.job_id) == WHOLE_HISTORY
    job = person.job(upload.job_id)
    assert (job["stage"], job["state"], job["retry_count"]) == ("embedded", "done", 0)
    assert job["progress"] == {"stage_pct": 100, "total_pct": 100}
    assert job["cost_cents"] > 3 * 0.3  # three pages parsed, plus the vectors
    assert job["finished_at"] >= job["created_at"]


def test_chunks_are_numbered_and_hashed_and_hold_the_facts_of_the_parsed_text(stack: Stack) -> None:
    person = Person(stack.urls["api"])
    document = generate("chunks", pages=4, table=True)
    upload = person.embed(document)
    chunks = sql(
        stack.database,
        "SELECT *, public.vector_dims(embedding) AS dims FROM upload_pipeline.document_chunks "
        "WHERE document_id = $1::uuid ORDER BY chunk_ord",
        upload.document_id,
    )
    assert [c["chunk_ord"] for c in chunks] == list(range(len(chunks)))
    assert all(c["chunk_sha"] == hashlib.sha256(c["text"].encode()).hexdigest() for c in chunks)
    assert {(c["dims"], c["vector_dim"], c["embed_model"]) for c in chunks} == {(1536, 1536, "text-embedding-3-small")}
    assert {str(c["user_id"]) for c in chunks} == {person.user_id}
    content = person.http.get(f"/api/v2/documents/{upload.document_id}/content")
    assert content.headers["content-type"].startswith("text/markdown")
    for fact in document.facts:
        assert fact.answer in content.text
        holders = [c["chunk_ord"] for c in chunks if fact.answer in c["text"]]
        assert holders
        assert holders[-1] - holders[0] <= 1  # in one chunk, or in two neighbours that overlap
    left = sql(
        stack.database,
        "SELECT (SELECT count(*) FROM upload_pipeline.document_chunk_buffer WHERE document_id = $1::uuid) + "
        "(SELECT count(*) FROM upload_pipeline.document_vector_buffer WHERE document_id = $1::uuid) AS n",
        upload.document_id,
    )
    assert left == [{"n": 0}]


def test_a_document_s_hashes_match_its_bytes_and_it_names_its_job(stack: Stack) -> None:
    person = Person(stack.urls["api"])
    document = generate("hashes")
    upload = person.embed(document)
    row = person.http.get(f"/api/v2/documents/{upload.document_id}").json()
    markdown = person.http.get(f"/api/v2/documents/{upload.document_id}/content").content
    pdf = person.http.get(f"/api/v2/documents/{upload.document_id}/content", params={"as": "pdf"}).content
    assert row["processing_status"] == "embedded"
    assert row["parsed_sha256"] == hashlib.sha256(markdown).hexdigest()
    assert pdf == document.data
    assert row["chunks"] > 0
    assert row["job_id"] == upload.job_id


def test_many_documents_at_once_all_arrive_and_none_is_duplicated(stack: Stack) -> None:
    person = Person(stack.urls["api"])
    documents = [generate(f"many-{n}", pages=2) for n in range(12)]
    with ThreadPoolExecutor(6) as pool:
        uploads = list(pool.map(person.upload, documents))
    for upload in uploads:
        person.wait(upload)
    for upload in uploads:
        assert history(stack.database, upload.job_id) == WHOLE_HISTORY
    repeated = sql(
        stack.database,
        "SELECT document_id, chunk_ord FROM upload_pipeline.document_chunks WHERE user_id = $1::uuid "
        "GROUP BY 1, 2 HAVING count(*) > 1",
        person.user_id,
    )
    assert repeated == []
    for document in documents[:3]:
        assert document.facts[0].answer in person.search(document.facts[0].question, k=1)[0]["text"]


def test_the_upload_s_correlation_id_is_on_every_event_and_in_every_service_s_log(stack: Stack) -> None:
    person = Person(stack.urls["api"])
    person.http.headers["X-Correlation-ID"] = mark = f"trace-{person.user_id}"
    document = generate("correlated")
    answer = person.announce(document)
    assert answer.headers["X-Correlation-ID"] == mark
    upload = person.accepted(answer.json(), document)
    httpx.put(upload.signed_url, content=document.data, headers={"X-Correlation-ID": mark}, timeout=30)
    person.wait(upload)
    marks = sql(
        stack.database,
        "SELECT DISTINCT correlation_id AS mark FROM upload_pipeline.events WHERE job_id = $1::uuid",
        upload.job_id,
    )
    assert marks == [{"mark": mark}]
    for services in (("api-1", "api-2"), ("storage",), ("llamaparse",), ("openai",), ("worker-1", "worker-2")):

        def read(services: tuple[str, ...] = services) -> str:
            return "".join(stack.log(service) for service in services)

        logs = eventually(read, lambda logs: mark in logs, f"{mark} in the logs of {services}")
        assert document.facts[0].answer not in logs
