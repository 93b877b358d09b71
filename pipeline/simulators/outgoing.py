"""The parser's outgoing requests: downloads sources and sends webhooks."""

import asyncio
import hashlib
import hmac
import json
import logging
import time
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any

import aiohttp

from pipeline.settings import MIB

log = logging.getLogger("pipeline")

LARGEST_SOURCE = 512 * MIB
SOURCE_ATTEMPTS = 3
WEBHOOK_ATTEMPTS = 5
BACKOFF_SECONDS = 0.5
_BLOCK = MIB // 4
_UNREACHED = (aiohttp.ClientError, TimeoutError, OSError)


class SourceError(Exception):
    """The source cannot be downloaded; the message says why, but not its address, which may be signed."""


@dataclass(frozen=True)
class Notice:
    """A webhook to send: the news of a job, and its address."""

    job_id: str
    url: str
    event: dict[str, Any]
    headers: dict[str, str] = field(default_factory=dict)
    secret: str | None = None

    def body(self) -> bytes:
        return json.dumps({**self.event, "timestamp": time.time()}).encode()

    def signed(self, body: bytes) -> dict[str, str]:
        headers = {"Content-Type": "application/json", **self.headers}
        if self.secret is not None:
            signature = "sha256=" + hmac.new(self.secret.encode(), body, hashlib.sha256).hexdigest()
            headers |= {"X-Webhook-Signature": signature, "LC-Signature": signature}
        return headers


class Outgoing:
    """The client of all outgoing requests; open while the service runs."""

    async def open(self) -> None:
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=10, sock_read=30)
        self._client = aiohttp.ClientSession(timeout=timeout)

    async def close(self) -> None:
        await self._client.close()

    async def download(self, url: str, to: Path) -> None:
        """Stream a source to disk, with retries."""
        for attempt in range(SOURCE_ATTEMPTS):
            if attempt:
                await asyncio.sleep(BACKOFF_SECONDS * 2 ** (attempt - 1))
            try:
                async with self._client.get(url) as answer:
                    if answer.status == HTTPStatus.OK:
                        await _save(answer, to)
                        return
                    reason = f"it answered {answer.status} {answer.reason or ''}".strip()
            except _UNREACHED as error:
                reason = f"the connection failed ({type(error).__name__})"
            except ValueError:
                raise SourceError("SOURCE_UNREADABLE: its address is not a web address") from None
        raise SourceError(f"SOURCE_UNREADABLE: {reason}, {SOURCE_ATTEMPTS} times")

    async def send(self, notice: Notice) -> bool:
        """Send a webhook until it is accepted or refused, or the attempts are used up."""
        for attempt in range(WEBHOOK_ATTEMPTS):
            if attempt:
                await asyncio.sleep(BACKOFF_SECONDS * 2 ** (attempt - 1))
            body = notice.body()
            try:
                async with self._client.post(
                    notice.url, data=body, headers=notice.signed(body), allow_redirects=False
                ) as answer:
                    outcome: str | int = answer.status
            except (*_UNREACHED, ValueError) as error:
                outcome = type(error).__name__
            if isinstance(outcome, int) and outcome < 500:
                break
        sent = isinstance(outcome, int) and outcome < 300
        log.log(
            logging.INFO if sent else logging.WARNING,
            "webhook",
            extra={"job_id": notice.job_id, "outcome": outcome, "attempts": attempt + 1},
        )
        return sent


async def _save(answer: aiohttp.ClientResponse, to: Path) -> None:
    size = 0
    with to.open("wb") as file:
        async for block in answer.content.iter_chunked(_BLOCK):
            size += len(block)
            if size > LARGEST_SOURCE:
                raise SourceError(f"SOURCE_UNREADABLE: it is larger than {LARGEST_SOURCE // MIB} MiB")
            file.write(block)
