"""The document parser, through the official llama-cloud SDK."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from pipeline.database.pool import Connection
from pipeline.logs import CORRELATION_HEADER, correlation_id
from pipeline.providers import Later, llamaparse_client
from pipeline.settings import Settings
from pipeline.worker.breakers.calls import Breakers
from pipeline.worker.failures import Failure, Need, Permanent, Transient
from pipeline.worker.sdks import Said, Sdk, in_our_words

SUBMIT, ASK = Need("llamaparse", "submit"), Need("llamaparse", "ask")
MALFORMED = Said("parser_malformed", "The parser's answer could not be understood.")
SDK = Sdk(
    "llama_cloud",
    busy=Said("parser_rate_limited", "The parser has too much to do."),
    away=Said("parser_unavailable", "The parser is away."),
    refused=Said("parser_refused", "The parser refused the document."),
    malformed=MALFORMED,
    lost=Said("parser_lost_job", "The parser no longer knows the document."),
)
UNFETCHED = "SOURCE_UNREADABLE"
# Errors of the file itself, in words for the person who uploaded it. Any other error may pass.
HOPELESS = {
    "PDF_ENCRYPTED": "The PDF is protected by a password. Upload it without protection.",
    "PDF_DAMAGED": "The PDF is damaged and cannot be read. Export it once more and upload it again.",
}


@dataclass(frozen=True)
class Parsed:
    """The parser's answer: a text, or why there is none."""

    pages: list[str] | None
    failure: Failure | None
    document_id: str | None = None
    unfetched: bool = False  # the parser could not fetch the file from the storage

    @property
    def text(self) -> str:
        """The pages that have text, without NUL, which no database accepts."""
        pages = (page.replace("\0", "").strip() for page in self.pages or [])
        return "\n\n".join(page for page in pages if page)


def read_result(result: dict[str, Any]) -> Parsed | None:
    """The parser's answer from a webhook or a poll; None while it is still working or gives no text."""
    status, metadata = result.get("status"), result.get("user_metadata") or {}
    document_id = metadata.get("document_id") or None
    if status in ("FAILED", "CANCELLED"):
        error = str(result.get("error_message") or "")
        return Parsed(None, _why(error), document_id, error.startswith(UNFETCHED))
    content = result.get("markdown")
    if status != "COMPLETED" or content is None:
        return None
    pages = content.get("pages") if isinstance(content, dict) else None
    if not isinstance(pages, list) or not all(isinstance(page, dict) for page in pages):
        return Parsed(None, Transient("parse_incomplete", "The parser's answer holds no pages."), document_id)
    texts = [page.get("markdown") for page in sorted(pages, key=lambda page: page.get("page_number") or 0)]
    numbers = sorted(page.get("page_number") or 0 for page in pages)
    if numbers != list(range(1, len(pages) + 1)) or not all(isinstance(text, str) for text in texts):
        return Parsed(None, Transient("parse_incomplete", "Pages are missing from the parser's answer."), document_id)
    return Parsed([str(text) for text in texts], None, document_id)


def _why(error: str) -> Failure:
    code = error.partition(":")[0].strip()
    if code in HOPELESS:
        return Permanent(code.lower(), HOPELESS[code])
    return Transient("parse_failed", "The parser could not read the file.")


class Parser:
    def __init__(self, settings: Settings, breakers: Breakers) -> None:
        self._settings, self._breakers = settings, breakers
        self._client = Later(llamaparse_client, settings)

    async def load(self) -> None:
        await self._client.get()

    async def close(self) -> None:
        await self._client.close()

    async def submit(self, source_url: str, metadata: dict[str, str]) -> str:
        """Submit a document by its address; returns the parser's job id."""
        client, settings = await self._client.get(), self._settings
        headers = {CORRELATION_HEADER: correlation_id.get()}
        webhook: Any = {
            "webhook_url": f"{settings.api_url}/webhooks/llamaparse",
            "webhook_events": ["parse.success", "parse.error"],
            "webhook_headers": headers,
            "webhook_output_format": "json",
            "webhook_signing_secret": settings.secret("webhook_secret"),
        }
        created = await self._calling(
            SUBMIT,
            lambda: client.parsing.create(
                tier="fast",
                version="latest",
                source_url=source_url,
                user_metadata=metadata,
                webhook_configurations=[webhook],
                extra_headers=headers,
            ),
        )
        if not getattr(created, "id", None):
            raise Transient(*MALFORMED)
        return str(created.id)

    async def ask(self, parser_job_id: str) -> dict[str, Any]:
        """Poll the job; the answer has the shape of a webhook."""
        client = await self._client.get()
        headers = {CORRELATION_HEADER: correlation_id.get()}
        answer = await self._calling(
            ASK, lambda: client.parsing.get(parser_job_id, expand=["markdown"], extra_headers=headers)
        )
        try:
            found = answer.model_dump(mode="json")
            job = found["job"]
            return {
                **{key: job.get(key) for key in ("status", "error_message", "user_metadata")},
                "markdown": found.get("markdown"),
            }
        except (AttributeError, KeyError, TypeError) as error:
            raise Transient(*MALFORMED) from error

    async def _calling(self, need: Need, call: Callable[[], Awaitable[Any]]) -> Any:
        async with self._breakers.calling(need):
            return await in_our_words(SDK, need, call)


async def delivered(conn: Connection, parser_job_id: str) -> dict[str, Any] | None:
    """The result that the webhook brought, if it has arrived."""
    result = await conn.fetchval(
        "SELECT result FROM upload_pipeline.parser_deliveries WHERE parser_job_id = $1", parser_job_id
    )
    found: dict[str, Any] | None = await asyncio.to_thread(json.loads, result) if result else None
    return found
