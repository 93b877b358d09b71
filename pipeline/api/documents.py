"""The caller's documents: list, show, read, delete."""

import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal
from uuid import UUID

import asyncpg
from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse

from pipeline.api.context import Caller, Context, Ctx, audit
from pipeline.api.jobs import Limit, Offset
from pipeline.api.schemas import Document, Documents, answers
from pipeline.database.pool import Connection
from pipeline.serving import Refusal
from pipeline.storage.client import ObjectCorrupted, ObjectMissing, StorageUnavailable

log = logging.getLogger("pipeline")
router = APIRouter(prefix="/api/v2/documents", tags=["documents"])
BUCKETS = ("raw", "parsed")
OF_FORM = {
    "markdown": "parsed_path AS path, parsed_sha256 AS sha256",
    "pdf": "raw_path AS path, file_sha256 AS sha256",
}
DEADLOCKS = 5
SELECT = """
SELECT d.document_id, filename, mime, bytes_len, file_sha256, parsed_sha256, processing_status,
       d.created_at, d.updated_at,
       (SELECT count(*) FROM upload_pipeline.document_chunks c WHERE c.document_id = d.document_id) AS chunks,
       (SELECT job_id FROM upload_pipeline.upload_jobs j WHERE j.document_id = d.document_id
        ORDER BY j.created_at DESC LIMIT 1) AS job_id
FROM upload_pipeline.documents d
"""


@router.get("", responses=answers(401, 422))
async def list_documents(ctx: Ctx, caller: Caller, limit: Limit = 100, offset: Offset = 0) -> Documents:
    """The caller's documents, newest first."""
    async with ctx.as_user(caller) as conn:
        rows = await conn.fetch(SELECT + "ORDER BY d.created_at DESC, d.document_id LIMIT $1 OFFSET $2", limit, offset)
    found = [Document(**row) for row in rows]
    return Documents(documents=found, next_offset=offset + limit if len(rows) == limit else None)


@router.get("/{document_id}", responses=answers(401, 404, 422))
async def get_document(ctx: Ctx, caller: Caller, document_id: UUID) -> Document:
    async with ctx.as_user(caller) as conn:
        row = await conn.fetchrow(SELECT + "WHERE d.document_id = $1", document_id)
    if row is None:
        raise no_such_document()
    return Document(**row)


@router.get(
    "/{document_id}/content",
    response_class=Response,
    responses={200: {"content": {"text/markdown": {}, "application/pdf": {}}}, **answers(401, 404, 422)},
)
async def content(
    ctx: Ctx,
    caller: Caller,
    document_id: UUID,
    form: Annotated[Literal["markdown", "pdf"], Query(alias="as")] = "markdown",
) -> Response:
    """The parsed text, or the PDF as it was uploaded."""
    async with ctx.as_user(caller) as conn:
        row = await conn.fetchrow(
            f"SELECT {OF_FORM[form]} FROM upload_pipeline.documents WHERE document_id = $1", document_id
        )
    if row is None:
        raise no_such_document()
    if row["path"] is None:
        raise Refusal(404, "not_parsed_yet", "The text of this document is not available yet.")
    bucket, _, name = row["path"].partition("/")
    info = await ctx.storage.info(bucket, name)
    if info and info.sha256 != row["sha256"]:
        raise ObjectCorrupted("this is not the object that was stored")
    stream = ctx.storage.stream(bucket, name)
    try:
        first = await anext(stream, b"")
    except ObjectMissing:
        raise Refusal(404, "content_missing", "The bytes of this document are not in storage.") from None
    media_type = "application/pdf" if form == "pdf" else "text/markdown; charset=utf-8"
    return StreamingResponse(_with_first(first, stream), media_type=media_type)


async def _with_first(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for part in rest:
        yield part


@router.delete("/{document_id}", status_code=204, responses=answers(401, 404, 422))
async def delete_document(request: Request, ctx: Ctx, caller: Caller, document_id: UUID) -> Response:
    """Erase the document with its objects, chunks, vectors and jobs. Only the audit trail remembers it."""
    for patience in reversed(range(DEADLOCKS)):
        try:
            async with ctx.as_user(caller) as conn:
                if not await erase(ctx, conn, caller.user_id, document_id):
                    raise no_such_document()
                await audit(conn, request, caller.user_id, "document.deleted", f"document:{document_id}")
            break
        except asyncpg.DeadlockDetectedError:  # with the worker that holds the job; one of the two tries again
            if not patience:
                raise
    await _erase_objects(ctx, caller.user_id, document_id)
    return Response(status_code=204)


async def erase(ctx: Context, conn: Connection, user_id: UUID, document_id: UUID) -> bool:
    """Delete the rows and schedule the objects' erasure: now, and again when no late writer can be left."""
    await conn.execute("SELECT FROM upload_pipeline.upload_jobs WHERE document_id = $1 FOR UPDATE", document_id)
    gone = await conn.execute("DELETE FROM upload_pipeline.documents WHERE document_id = $1", document_id)
    if gone == "DELETE 0":
        return False
    s = ctx.settings
    late = timedelta(
        seconds=max(s.signed_url_seconds + s.upload_grace_seconds, 2 * s.lease_seconds, s.call_timeout_seconds) + 5
    )
    now = datetime.now(UTC)
    await conn.executemany(
        "INSERT INTO upload_pipeline.erasures (prefix, due_at) VALUES ($1, $2)",
        [(f"{user_id}/{document_id}/", due) for due in (now, now + late)],
    )
    return True


async def _erase_objects(ctx: Context, user_id: UUID, document_id: UUID) -> None:
    try:
        for bucket in BUCKETS:
            await ctx.storage.delete_prefix(bucket, f"{user_id}/{document_id}/")
    except StorageUnavailable:
        log.warning("objects will be erased once the storage is back", extra={"document_id": str(document_id)})


def no_such_document() -> Refusal:
    return Refusal(404, "not_found", "There is no such document.")
