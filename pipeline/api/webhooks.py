"""Webhooks from the parser: checks them and puts them in the inbox; the worker that owns the job does the rest."""

import hashlib
import hmac
import json
import time
from typing import Annotated, Any, Literal
from uuid import UUID

import asyncpg
from fastapi import APIRouter, Request
from pydantic import BaseModel, StringConstraints, ValidationError
from pydantic_core import PydanticSerializationError
from starlette.concurrency import run_in_threadpool

from pipeline.api.context import Ctx
from pipeline.api.schemas import Taken, answers
from pipeline.serving import Refusal

router = APIRouter(prefix="/webhooks", tags=["webhooks"])
# Only for an existing document without text: the text of a deleted one must not come back.
TAKE = """
WITH document AS (
    SELECT document_id, parsed_sha256 FROM upload_pipeline.documents
    WHERE document_id = coalesce(
        $4, (SELECT document_id FROM upload_pipeline.upload_jobs WHERE parser_job_id = $1 LIMIT 1))
), taken AS (
    INSERT INTO upload_pipeline.parser_deliveries (parser_job_id, document_id, body_sha256, result)
    SELECT $1, document_id, $2::text, $3 FROM document WHERE parsed_sha256 IS NULL
    ON CONFLICT (parser_job_id) DO NOTHING RETURNING parser_job_id
)
SELECT EXISTS (SELECT FROM document) AS known, EXISTS (SELECT FROM taken) AS taken,
       (SELECT body_sha256 FROM upload_pipeline.parser_deliveries WHERE parser_job_id = $1) AS before
"""
# In a transaction of its own, after the delivery is visible: a worker either finds the delivery or is called back.
# A job that waits until the parser can be asked need not ask any more.
WAKE = """
UPDATE upload_pipeline.upload_jobs SET available_at = now(), called = true
WHERE parser_job_id = $1 AND stage = 'parsing'
      AND (state IN ('queued', 'working') OR (state = 'retryable' AND waiting_for = 'llamaparse ask'))
"""


class Result(BaseModel):
    """The part of an event that we use; the parser may send more."""

    job_id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,128}$")]
    status: Literal["COMPLETED", "FAILED", "CANCELLED", "PENDING", "RUNNING"]
    error_message: str | None = None
    user_metadata: dict[str, str] | None = None
    markdown: dict[str, Any] | None = None

    @property
    def document_id(self) -> UUID | None:
        """Our document id, which we gave to the parser and it returns."""
        try:
            return UUID((self.user_metadata or {}).get("document_id", ""))
        except ValueError:
            return None


class Event(BaseModel):
    event_type: str
    timestamp: float
    data: Result


def event_schema() -> dict[str, Any]:
    """The event as one schema, because OpenAPI has no place for a route's own definitions."""
    schema = Event.model_json_schema()
    schema["properties"]["data"] = schema.pop("$defs")["Result"]
    return schema


BODY = {"required": True, "content": {"application/json": {"schema": event_schema()}}}
SIGNATURE = {
    "name": "X-Webhook-Signature",
    "in": "header",
    "required": True,
    "schema": {"type": "string"},
    "description": "sha256=<hex HMAC-SHA256 of the raw body with the shared secret>",
}


@router.post(
    "/llamaparse",
    responses=answers(401, 409, 413, 422),
    openapi_extra={"requestBody": BODY, "parameters": [SIGNATURE]},
)
async def parsed(request: Request, ctx: Ctx) -> Taken:
    """A parser job has ended. Repeats are harmless; a different result for the same job is refused."""
    body = await request.body()
    _check_signature(
        request.headers.get(ctx.settings.webhook_signature_header), body, ctx.settings.secret("webhook_secret")
    )
    event, result = await run_in_threadpool(read_event, body)
    if not abs(time.time() - event.timestamp) <= ctx.settings.webhook_tolerance_seconds:  # also for NaN
        raise Refusal(401, "stale_webhook", "The webhook's timestamp is too far from now; it may be a replay.")
    if event.data.status in ("PENDING", "RUNNING"):
        return Taken(status="accepted")
    digest = hashlib.sha256(result.encode()).hexdigest()
    try:
        async with ctx.as_service() as conn:
            found = await conn.fetchrow(TAKE, event.data.job_id, digest, result, event.data.document_id)
    except asyncpg.ForeignKeyViolationError:  # deleted just now
        return Taken(status="ignored")
    if not found["known"]:
        return Taken(status="ignored")
    if found["before"] not in (None, digest):
        raise Refusal(409, "contradicting_webhook", "A different result of this parser job was accepted before.")
    async with ctx.as_service() as conn:
        await conn.execute(WAKE, event.data.job_id)
    return Taken(status="accepted" if found["taken"] else "repeated")


def read_event(body: bytes) -> tuple[Event, str]:
    """The event, and what we store of it. The real service may send it as a JSON string that holds JSON."""
    try:
        content = json.loads(body)
        event = Event.model_validate(json.loads(content) if isinstance(content, str) else content)
        return event, event.data.model_dump_json()
    except (ValidationError, PydanticSerializationError, ValueError, RecursionError) as error:
        raise Refusal(422, "malformed_webhook", "The webhook's body is not the expected event.") from error


def _check_signature(given: str | None, body: bytes, secret: str) -> None:
    expected = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    if not given or not hmac.compare_digest(given.encode(), expected.encode()):
        raise Refusal(401, "bad_signature", "The webhook is not signed, or not by the parser.")
