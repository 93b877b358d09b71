"""The parser's webhook, sent by a test that knows the secret."""

import hashlib
import hmac
import json
import time
from typing import Any

import httpx

from tests.pipeline.conftest import Stack
from tests.pipeline.database import sql


def event(job_id: str, *pages: str, document_id: str = "", **changes: Any) -> dict[str, Any]:
    """The event that the parser would send for this job."""
    found = [{"page_number": number, "markdown": text, "success": True} for number, text in enumerate(pages, 1)]
    data = {
        "job_id": job_id,
        "status": "COMPLETED",
        "user_metadata": {"document_id": document_id},
        "markdown": {"pages": found},
    }
    return {"event_id": "e", "event_type": "parse.success", "timestamp": time.time(), "data": data, **changes}


def send(stack: Stack, body: object, *, secret: str | None = None, signed_for: object = None) -> httpx.Response:
    """Deliver it, signed as the parser signs; a forger uses another secret, or the signature of another body."""
    raw = _raw(body)
    key = (secret or stack.secrets["WEBHOOK_SECRET"]).encode()
    signature = "sha256=" + hmac.new(key, _raw(signed_for) if signed_for else raw, hashlib.sha256).hexdigest()
    return httpx.post(
        f"{stack.urls['api']}/webhooks/llamaparse", content=raw, headers={"X-Webhook-Signature": signature}, timeout=30
    )


def deliveries(stack: Stack, parser_job_id: str) -> int:
    """How many webhooks about this job of the parser are stored."""
    query = "SELECT 1 FROM upload_pipeline.parser_deliveries WHERE parser_job_id = $1"
    return len(sql(stack.database, query, parser_job_id))


def _raw(body: object) -> bytes:
    return body if isinstance(body, bytes) else json.dumps(body).encode()
