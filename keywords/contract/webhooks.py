"""The parser's webhook, sent by Countersign with a right or a wrong signature."""

import hashlib
import hmac
import json
import time
from collections.abc import Callable, Sequence
from typing import Any

import httpx

from keywords.basics import clients
from keywords.basics.errors import Inconclusive
from keywords.contract.people import needs
from keywords.contract.place import Place

SIGNATURE, SECRET = "X-Webhook-Signature", "WEBHOOK_SECRET"


def event(
    parser_job_id: str, document_id: str, pages: Sequence[str], at: float | None = None, status: str = "COMPLETED"
) -> bytes:
    """The message of the parser about its job, by default when it has parsed a document."""
    parsed = [{"page_number": number, "markdown": text, "success": True} for number, text in enumerate(pages, 1)]
    data: dict[str, Any] = {
        "job_id": parser_job_id,
        "status": status,
        "user_metadata": {"document_id": document_id},
        "markdown": {"pages": parsed},
    }
    body = {"event_id": parser_job_id, "event_type": "parse.success", "timestamp": at or time.time(), "data": data}
    return json.dumps(body).encode()


def signature(secret: str, body: bytes) -> str:
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def _written_otherwise(body: bytes) -> bytes:
    """The same content in other bytes: without the blanks."""
    return json.dumps(json.loads(body), separators=(",", ":")).encode()


RIGHTLY = "rightly"
# How a webhook may be signed: from its secret and its body.
SIGNATURES: dict[str, Callable[[str, bytes], str]] = {
    RIGHTLY: signature,
    "not at all": lambda _secret, _body: "",
    "with another secret": lambda _secret, body: signature("another secret", body),
    "with an empty secret": lambda _secret, body: signature("", body),
    "for another body": lambda secret, body: signature(secret, body + b" "),
    "for the same content in other bytes": lambda secret, body: signature(secret, _written_otherwise(body)),
    "and cut short": lambda secret, body: signature(secret, body)[:-2],
    "with one digit changed": lambda secret, body: _changed(signature(secret, body)),
    "by its hash alone": lambda _secret, body: "sha256=" + hashlib.sha256(body).hexdigest(),
}
# Bodies that are no event of the parser.
MALFORMED: dict[str, bytes] = {
    "nothing": b"",
    "no JSON": b"the document is parsed",
    "a list": b"[]",
    "no job": b'{"event_type": "parse.success", "timestamp": %d, "data": {"status": "COMPLETED"}}',
    "no status": b'{"event_type": "parse.success", "timestamp": %d, "data": {"job_id": "pjb-1"}}',
    "an unknown status": b'{"event_type": "parse.success", "timestamp": %d, "data": {"job_id": "j", "status": "?"}}',
    "no time": b'{"event_type": "parse.success", "data": {"job_id": "pjb-1", "status": "COMPLETED"}}',
    "a time in words": b'{"event_type": "x", "timestamp": "soon", "data": {"job_id": "j", "status": "COMPLETED"}}',
}


def malformed(what: str) -> bytes:
    body = MALFORMED[what]
    return body % time.time() if b"%d" in body else body


def _changed(text: str) -> str:
    return text[:-1] + ("0" if text[-1] != "0" else "1")


def secret_of(place: Place) -> str:
    """The secret that the parser and the pipeline share."""
    variable = place.environment.credentials.get("webhook", SECRET)
    if secret := place.stack.secrets.get(variable):
        return secret
    raise Inconclusive(f"no webhook can be signed: {variable} is not set (credentials.webhook)")


class Parser:
    """Sends webhooks to the pipeline in place of the parser."""

    def __init__(self, place: Place) -> None:
        needs(place.environment, "webhook")
        self.secret = secret_of(place)
        self._address = place.address("api") + place.environment.paths.webhook
        self._client = clients.client(timeout=30)

    def send(self, body: bytes, signed: str | None = None) -> httpx.Response:
        """The answer to an event. Without `signed` it has the right signature; with '' it has none."""
        presented = signature(self.secret, body) if signed is None else signed
        headers = {"Content-Type": "application/json", **({SIGNATURE: presented} if presented else {})}
        return self._client.post(self._address, content=body, headers=headers)
