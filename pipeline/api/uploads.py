"""Accepts a document: checks every limit and writes the job in one transaction, under one lock per user."""

from datetime import UTC, datetime, timedelta
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Header, Request
from pydantic import StringConstraints

from pipeline.api.context import Caller, Context, Ctx, audit, check_active, lock_user, too_many
from pipeline.api.documents import erase
from pipeline.api.schemas import UploadAnswer, UploadLimits, UploadRequest, answers
from pipeline.database.pool import Connection
from pipeline.logs import correlation_id
from pipeline.serving import Refusal
from pipeline.settings import MIB

router = APIRouter(prefix="/api/v2", tags=["uploads"])
DAY = timedelta(days=1)
INSERT_JOB = """
WITH doc AS (
    INSERT INTO upload_pipeline.documents (document_id, user_id, filename, mime, bytes_len, file_sha256, raw_path)
    VALUES ($1, $2, $3, $4, $5, $6::text, $7) RETURNING document_id, user_id
), job AS (
    INSERT INTO upload_pipeline.upload_jobs
        (job_id, document_id, user_id, idempotency_key, payload, correlation_id, upload_expires_at, created_at,
         updated_at)
    -- Not now(): since it began, this transaction may have waited for other uploads of the same user.
    SELECT $8, document_id, user_id, $9, $10, $11, $12, clock_timestamp(), clock_timestamp() FROM doc RETURNING *
)
INSERT INTO upload_pipeline.events (job_id, document_id, user_id, type, payload, correlation_id)
SELECT job_id, document_id, user_id, 'stage_started', jsonb_build_object('stage', 'queued'), correlation_id FROM job
"""
# Counted in the audit trail, so that deleting a document does not give an upload back.
TODAY = """
SELECT count(*) AS uploads, min(at) AS oldest FROM upload_pipeline.audit_log
WHERE actor = (SELECT auth.uid()) AND action = 'upload.accepted' AND at > now() - $1::interval
"""
IdempotencyKey = Annotated[str, StringConstraints(min_length=1, max_length=128, pattern=r"^[A-Za-z0-9._:-]+$")]


@router.get("/upload/limits")
async def limits(ctx: Ctx) -> UploadLimits:
    s = ctx.settings
    return UploadLimits(
        max_file_bytes=s.max_file_bytes,
        large_file_bytes=s.large_file_bytes,
        jobs_at_once=s.jobs_per_user,
        uploads_per_day=s.uploads_per_day,
        uploads_per_minute=s.uploads_per_minute,
        polls_per_minute=s.polls_per_minute,
        signed_url_seconds=s.signed_url_seconds,
        mime_types=["application/pdf"],
    )


@router.post("/upload", status_code=201, responses=answers(401, 409, 413, 415, 422, 429))
async def upload(
    request: Request,
    ctx: Ctx,
    caller: Caller,
    wanted: UploadRequest,
    idempotency_key: Annotated[IdempotencyKey | None, Header()] = None,
) -> UploadAnswer:
    """Announce a document, then PUT its bytes to `signed_url`. With an Idempotency-Key, a repeat gets the same job."""
    if wanted.mime != "application/pdf":
        raise Refusal(415, "not_a_pdf", f"Only application/pdf is accepted, not {wanted.mime[:80]!r}.")
    await ctx.limit(f"upload:{caller.user_id}", ctx.settings.uploads_per_minute)
    job_id, document_id = uuid4(), uuid4()
    expires = datetime.now(UTC) + timedelta(seconds=ctx.settings.signed_url_seconds)
    answer = await _answer(ctx, caller.user_id, job_id, document_id, expires, wanted.bytes_len)
    async with ctx.as_user(caller) as conn:
        await lock_user(conn, caller.user_id)
        earlier = idempotency_key and await _same_request(conn, idempotency_key, wanted)
        if not earlier:
            await _check_size(ctx, conn, wanted.bytes_len)
            replaced = await _check_duplicate(conn, wanted.sha256)
            await check_active(ctx, conn)
            await _check_day(ctx, conn)
            if replaced:
                await erase(ctx, conn, caller.user_id, replaced)
                await audit(conn, request, caller.user_id, "document.replaced", f"document:{replaced}")
            file = (wanted.filename, wanted.mime, wanted.bytes_len, wanted.sha256)
            document = (document_id, caller.user_id, *file, f"raw/{_raw_name(caller.user_id, document_id)}")
            job = (job_id, idempotency_key or str(job_id), {"ocr": wanted.ocr}, correlation_id.get(), expires)
            await conn.execute(INSERT_JOB, *document, *job)
            await audit(conn, request, caller.user_id, "upload.accepted", f"document:{document_id}")
    return await _answer(ctx, caller.user_id, *earlier, wanted.bytes_len) if earlier else answer


def _raw_name(user_id: UUID, document_id: UUID) -> str:
    return f"{user_id}/{document_id}/original.pdf"


async def _answer(
    ctx: Context, user_id: UUID, job_id: UUID, document_id: UUID, expires: datetime, bytes_len: int
) -> UploadAnswer:
    seconds = max(1, round((expires - datetime.now(UTC)).total_seconds()))
    link = await ctx.storage.sign_upload("raw", _raw_name(user_id, document_id), bytes_len, seconds)
    return UploadAnswer(
        job_id=job_id,
        document_id=document_id,
        signed_url=ctx.settings.storage_link_base + link,
        upload_expires_at=expires,
    )


async def _same_request(conn: Connection, key: str, wanted: UploadRequest) -> tuple[UUID, UUID, datetime] | None:
    """The job that this key was used for, while its upload is still open."""
    earlier = await conn.fetchrow(
        "SELECT job_id, document_id, upload_expires_at, file_sha256, bytes_len, filename, "
        "       upload_expires_at > now() AND stage = 'queued' AND state <> 'deadletter' AS open "
        "FROM upload_pipeline.upload_jobs JOIN upload_pipeline.documents USING (document_id, user_id) "
        "WHERE idempotency_key = $1",
        key,
    )
    if earlier is None:
        return None
    announced = (earlier["file_sha256"], earlier["bytes_len"], earlier["filename"])
    if announced != (wanted.sha256, wanted.bytes_len, wanted.filename):
        raise Refusal(409, "idempotency_key_reused", "This Idempotency-Key was used for another document.")
    if not earlier["open"]:
        raise _duplicate(earlier["document_id"], earlier["job_id"])
    return earlier["job_id"], earlier["document_id"], earlier["upload_expires_at"]


async def _check_size(ctx: Context, conn: Connection, bytes_len: int) -> None:
    plan = await conn.fetchval("SELECT plan FROM auth.users WHERE user_id = (SELECT auth.uid())")
    limit = ctx.settings.large_file_bytes if plan == "large" else ctx.settings.max_file_bytes
    if bytes_len > limit:
        raise Refusal(413, "too_large", f"The file is larger than the {limit / MIB:g} MiB allowed.", limit_bytes=limit)


def _duplicate(document_id: UUID, job_id: UUID | None) -> Refusal:
    return Refusal(
        409,
        "duplicate",
        f"You uploaded this file before, as document {document_id}.",
        document_id=str(document_id),
        job_id=str(job_id),
    )


async def _check_duplicate(conn: Connection, sha256: str) -> UUID | None:
    """Refuse a file that the caller has; return the document to replace if its upload failed."""
    first = await conn.fetchrow(
        "SELECT document_id, job_id, stage = 'queued' AND state = 'deadletter' AS failed_upload "
        "FROM upload_pipeline.documents LEFT JOIN upload_pipeline.upload_jobs USING (document_id) "
        "WHERE file_sha256 = $1 ORDER BY upload_jobs.created_at DESC LIMIT 1",
        sha256,
    )
    if first is None:
        return None
    if not first["failed_upload"]:
        raise _duplicate(first["document_id"], first["job_id"])
    replaced: UUID = first["document_id"]
    return replaced


async def _check_day(ctx: Context, conn: Connection) -> None:
    today = await conn.fetchrow(TODAY, DAY)
    if today["uploads"] >= ctx.settings.uploads_per_day:
        wait = (today["oldest"] + DAY - datetime.now(UTC)).total_seconds()
        raise too_many("day_limit", f"At most {ctx.settings.uploads_per_day} uploads are allowed per day.", wait)
