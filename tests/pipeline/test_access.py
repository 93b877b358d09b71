"""What users may see and do, over HTTP and in the database itself."""

import asyncio
import itertools
import uuid
from collections.abc import Iterator
from typing import Any

import asyncpg
import httpx
import pytest

from keywords.documents.pdf import generate
from tests.pipeline.clean_history import stored
from tests.pipeline.conftest import Stack
from tests.pipeline.database import sql
from tests.pipeline.people import Person, eventually

OWN_TABLES = ("documents", "upload_jobs", "events", "document_chunks", "conversations", "messages", "audit_log")
WORKERS_ALONE = ("document_chunk_buffer", "document_vector_buffer", "parser_deliveries", "workers")


def as_user(url: str, user_id: str, query: str) -> Any:
    """Run a query as the API would for this user."""

    async def run() -> Any:
        conn = await asyncpg.connect(url)
        try:
            async with conn.transaction():
                await conn.execute(
                    "SELECT set_config('request.jwt.claims', $1, true), set_config('role', 'authenticated', true)",
                    f'{{"sub": "{user_id}"}}',
                )
                return await conn.fetch(query)
        finally:
            await conn.close()

    return asyncio.run(run())


def test_another_user_s_document_and_job_seem_not_to_exist(stack: Stack) -> None:
    owner, stranger = Person(stack.urls["api"]), Person(stack.urls["api"])
    upload = owner.embed(generate("mine", pages=1))
    for method, path in (
        ("GET", f"/api/v2/jobs/{upload.job_id}"),
        ("POST", f"/api/v2/jobs/{upload.job_id}/retry"),
        ("GET", f"/api/v2/documents/{upload.document_id}"),
        ("GET", f"/api/v2/documents/{upload.document_id}/content"),
        ("DELETE", f"/api/v2/documents/{upload.document_id}"),
    ):
        unused = path.replace(upload.document_id, str(uuid.uuid4())).replace(upload.job_id, str(uuid.uuid4()))
        foreign, absent = stranger.http.request(method, path), stranger.http.request(method, unused)
        assert (foreign.status_code, foreign.json()["error"]["code"]) == (404, "not_found")
        assert foreign.json()["error"]["message"] == absent.json()["error"]["message"]
    assert stranger.http.get("/api/v2/jobs").json()["jobs"] == []
    assert stranger.http.get("/api/v2/documents").json()["documents"] == []
    assert owner.http.get(f"/api/v2/documents/{upload.document_id}").status_code == 200


def test_row_level_security_holds_without_the_api(stack: Stack) -> None:
    owner, stranger = Person(stack.urls["api"]), Person(stack.urls["api"])
    owner.embed(generate("rows", pages=1))
    owner.ask("anything?")
    url = stack.secrets["API_DATABASE_URL"]
    for table in OWN_TABLES:
        query = f"SELECT count(*) FROM upload_pipeline.{table}"
        assert as_user(url, owner.user_id, query)[0][0] > 0, table
    for table in OWN_TABLES:
        mine = "actor" if table == "audit_log" else "user_id"
        if table != "messages":
            rows = as_user(url, stranger.user_id, f"SELECT DISTINCT {mine}::text FROM upload_pipeline.{table}")
            assert {row[0] for row in rows} <= {stranger.user_id}, table
    assert as_user(url, stranger.user_id, "SELECT * FROM upload_pipeline.messages") == []
    assert [r[0] for r in as_user(url, stranger.user_id, "SELECT email FROM auth.users")] == [stranger.email]


@pytest.mark.parametrize("table", WORKERS_ALONE)
def test_buffers_are_for_workers_alone(stack: Stack, table: str) -> None:
    person = Person(stack.urls["api"])
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        as_user(stack.secrets["API_DATABASE_URL"], person.user_id, f"SELECT * FROM upload_pipeline.{table}")


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM upload_pipeline.documents",
        "SELECT * FROM upload_pipeline.document_chunks",
        "CREATE TABLE public.mine (x int)",
    ],
)
def test_the_api_s_own_role_may_do_nothing_without_a_user(stack: Stack, statement: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        sql(stack.secrets["API_DATABASE_URL"], statement)


def test_a_user_can_neither_finish_a_job_nor_write_for_another(stack: Stack) -> None:
    person, other = Person(stack.urls["api"]), Person(stack.urls["api"])
    person.begin(generate("no write", pages=1))
    url = stack.secrets["API_DATABASE_URL"]
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        as_user(url, person.user_id, "UPDATE upload_pipeline.upload_jobs SET stage = 'embedded' RETURNING 1")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        as_user(
            url,
            person.user_id,
            "INSERT INTO upload_pipeline.documents (user_id, filename, mime, bytes_len, file_sha256, raw_path) "
            f"VALUES ('{other.user_id}', 'x', 'application/pdf', 1, repeat('c', 64), 'raw/x') RETURNING 1",
        )


def test_deleting_a_document_erases_everything_but_the_audit_trail(stack: Stack) -> None:
    person = Person(stack.urls["api"])
    upload = person.embed(generate("erase", pages=1))
    assert person.http.delete(f"/api/v2/documents/{upload.document_id}").status_code == 204
    for table in ("documents", "upload_jobs", "events", "document_chunks"):
        rows = sql(
            stack.database, f"SELECT 1 FROM upload_pipeline.{table} WHERE document_id = $1::uuid", upload.document_id
        )
        assert rows == [], table
    assert stored(stack, [upload]) == []
    trail = sql(
        stack.database,
        "SELECT action FROM upload_pipeline.audit_log WHERE object = $1 ORDER BY audit_id",
        f"document:{upload.document_id}",
    )
    assert [row["action"] for row in trail] == ["upload.accepted", "document.deleted"]
    assert person.http.delete(f"/api/v2/documents/{upload.document_id}").status_code == 404


def test_a_document_deleted_while_a_worker_has_it_leaves_nothing_behind(stack: Stack) -> None:
    person = Person(stack.urls["api"])
    uploads = [person.upload(generate(f"gone-{n}", pages=2)) for n in range(6)]
    for upload in uploads:
        assert person.http.delete(f"/api/v2/documents/{upload.document_id}").status_code == 204
    person.embed(generate("after", pages=1))
    eventually(
        lambda: sql(
            stack.database,
            "SELECT document_id FROM upload_pipeline.document_chunks WHERE user_id = $1::uuid "
            "AND document_id = ANY($2::uuid[])",
            person.user_id,
            [u.document_id for u in uploads],
        ),
        lambda rows: rows == [],
        "no chunk of a deleted document",
    )
    assert len(person.http.get("/api/v2/jobs").json()["jobs"]) == 1


def test_answers_carry_security_headers_and_only_known_origins_can_read_them(stack: Stack) -> None:
    url = stack.urls["api"]
    answer = httpx.get(f"{url}/health", headers={"Origin": stack.urls["web"]}, timeout=30)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Access-Control-Allow-Origin"] == stack.urls["web"]
    assert "server" not in answer.headers
    foreign = httpx.get(f"{url}/health", headers={"Origin": "http://evil.example"}, timeout=30)
    assert "Access-Control-Allow-Origin" not in foreign.headers


@pytest.mark.parametrize(
    ("path", "allowed"), [("/me", "GET"), (f"/api/v2/documents/{uuid.UUID(int=0)}", "DELETE, GET")]
)
def test_a_wrong_method_is_answered_with_the_right_ones(stack: Stack, path: str, allowed: str) -> None:
    answer = httpx.patch(stack.urls["api"] + path, timeout=30)
    assert (answer.status_code, answer.headers["Allow"]) == (405, allowed)


@pytest.mark.parametrize("path", ["/nothing", "/api/v2/jobs/not-a-uuid", "/api/v2/documents/%00"])
def test_errors_have_one_shape_and_never_a_stack_trace(stack: Stack, path: str) -> None:
    person = Person(stack.urls["api"])
    answer = person.http.get(path, headers={"X-Correlation-ID": "mine-1"})
    error = answer.json()["error"]
    assert answer.status_code in (404, 422)
    assert set(error) == {"code", "message", "correlation_id"}
    assert error["correlation_id"] == answer.headers["X-Correlation-ID"] == "mine-1"
    assert "Traceback" not in answer.text


def test_a_huge_body_is_refused_before_it_fills_memory(stack: Stack) -> None:
    def endless() -> Iterator[bytes]:
        yield from itertools.repeat(b" " * 65_536, 64)

    for content in (b" " * 300_000, endless()):
        answer = httpx.post(f"{stack.urls['api']}/login", content=content, timeout=30)
        assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")


def test_no_header_can_fake_the_origin_in_the_audit_trail(stack: Stack) -> None:
    person = Person(stack.urls["api"])
    person.http.post("/logout", headers={"X-Forwarded-For": "6.6.6.6"})
    trail = sql(
        stack.database, "SELECT DISTINCT origin FROM upload_pipeline.audit_log WHERE actor = $1::uuid", person.user_id
    )
    assert trail == [{"origin": "127.0.0.1"}]
