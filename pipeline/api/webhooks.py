"""What the parser tells us. It is proved genuine and put in the inbox; the worker that owns the job does the rest."""

import hashlib
import hmac
import json
import time
from typing import Any, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, ValidationError
from starlette.concurrency import run_in_threadpool

from pipeline.api.context import Ctx
from pipeline.api.schemas import Taken, answers
from pipeline.serving import Refusal

router = APIRouter(prefix="/webhooks", tags=["webhooks"])
TAKE = """
INSERT INTO upload_pipeline.parser_deliveries (parser_job_id, body_sha256, result) VALUES ($1, $2, $3)
ON CONFLICT (parser_job_id) DO NOTHING
"""
# In a transaction of its own, after the delivery is visible: a worker either finds the delivery or is called back.
WAKE = """
UPDATE upload_pipeline.upload_jobs SET available_at = now(), called = true
WHERE parser_job_id = $1 AND state IN ('queued', 'working') AND stage = 'parsing'
"""


class Result(BaseModel):
    """The part of an event that is ours; the parser may say more."""

    job_id: str
    status: Literal["COMPLETED", "FAILED", "CANCELLED", "PENDING", "RUNNING"]
    error_message: str | None = None
    user_metadata: dict[str, str] | None = None
    markdown: dict[str, Any] | None = None


class Event(BaseModel):
    event_type: str
    timestamp: float
    data: Result


def event_schema() -> dict[str, Any]:
    """The event in one piece; OpenAPI has no place for a route's own definitions."""
    schema = Event.model_json_schema()
    schema["properties"]["data"] = schema.pop("$defs")["Result"]
    return schema


@router.post(
    "/llamaparse",
    responses=answers(401, 409, 413, 422),
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": event_schema()}},
        },
        "parameters": [
            {"name": "X-Webhook-Signature", "in": "header", "required": True, "schema": {"type": "string"},
             "description": "sha256=<hex HMAC-SHA256 of the raw body with the shared secret>"},
        ],
    },
)  # fmt: skip
async def parsed(request: Request, ctx: Ctx) -> Taken:
    """A parser job has ended. Repeats are harmless; a different result for the same job is refused."""
    body = await _limited_body(request, ctx.settings.webhook_max_bytes)
    _check_signature(
        request.headers.get(ctx.settings.webhook_signature_header), body, ctx.settings.secret("webhook_secret")
    )
    event = await run_in_threadpool(read_event, body)
    if not abs(time.time() - event.timestamp) <= ctx.settings.webhook_tolerance_seconds:  # also for NaN
        raise Refusal(401, "stale_webhook", "The webhook's timestamp is too far from now; it may be a replay.")
    if event.data.status in ("PENDING", "RUNNING"):
        return Taken(status="accepted")
    result = event.data.model_dump_json()
    digest = hashlib.sha256(result.encode()).hexdigest()
    async with ctx.as_service() as conn:
        taken = await conn.execute(TAKE, event.data.job_id, digest, result)
        first = await conn.fetchval(
            "SELECT body_sha256 FROM upload_pipeline.parser_deliveries WHERE parser_job_id = $1", event.data.job_id
        )
    if first not in (None, digest):
        raise Refusal(409, "contradicting_webhook", "Another result of this parser job was taken before.")
    async with ctx.as_service() as conn:
        await conn.execute(WAKE, event.data.job_id)
    return Taken(status="repeated" if taken == "INSERT 0 0" else "accepted")


def read_event(body: bytes) -> Event:
    """The event, which the real service may send as a JSON string that holds JSON."""
    try:
        content = json.loads(body)
        return Event.model_validate(json.loads(content) if isinstance(content, str) else content)
    except (ValidationError, ValueError, RecursionError) as error:
        raise Refusal(422, "malformed_webhook", "The webhook's body is not the event that was agreed on.") from error


def _check_signature(given: str | None, body: bytes, secret: str) -> None:
    expected = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    if not given or not hmac.compare_digest(given.encode(), expected.encode()):
        raise Refusal(401, "bad_signature", "The webhook is not signed, or not by the parser.")


async def _limited_body(request: Request, limit: int) -> bytes:
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > limit:
            raise Refusal(413, "too_large", "The webhook's body is larger than allowed.")
    return bytes(body)
