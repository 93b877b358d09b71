"""parsing -> parsed: the webhook, or a poll if it does not come, brought the text, and the text is in storage."""

import asyncio
import hashlib
from datetime import UTC, datetime

from pipeline.database.pool import Connection
from pipeline.worker.failures import Permanent, Transient
from pipeline.worker.fidelity import speaks_of, speaks_of_one
from pipeline.worker.job import Advance, Job, Outcome, Wait
from pipeline.worker.parser import Parsed, delivered, read_result
from pipeline.worker.stages.job_validated import submit
from pipeline.worker.tools import Tools

KNOWN = "SELECT EXISTS (SELECT FROM upload_pipeline.documents WHERE parsed_sha256 = $1 AND document_id <> $2)"
# Marks of documents that have no text yet: the text that came may be theirs.
WITHOUT_TEXT = """
SELECT payload -> 'marks' AS marks FROM upload_pipeline.upload_jobs JOIN upload_pipeline.documents USING (document_id)
WHERE parsed_sha256 IS NULL AND document_id <> $1 AND payload ? 'marks'
"""


async def run(job: Job, tools: Tools) -> Outcome:
    if job.parser_job_id is None:
        return await _submit_again(job, tools)
    answer = await _answer(job, job.parser_job_id, tools)
    if answer is None:
        return await _wait(job, tools)
    if answer.document_id not in (None, str(job.document_id)):
        raise Transient("wrong_document", "The parser answered with another document.", resubmit=True)
    if answer.unfetched and "fetched_again" not in job.payload:  # the storage was away, or will be found to be
        return await _submit_again(job, tools, fetched_again=job.parser_job_id)
    if answer.failure is not None:
        raise await _explained(answer, job, tools)
    text = answer.text.encode()
    sha256 = hashlib.sha256(text).hexdigest()
    if text and await _is_doubtful(job, answer.text, sha256, tools):
        return await _submit_again(job, tools, asked_again_about=sha256)
    await tools.storage.put("parsed", f"{job.user_id}/{job.document_id}/{sha256}.md", text, "text/markdown")
    pages = len(answer.pages or [])

    async def write(conn: Connection) -> None:
        await conn.execute(
            "UPDATE upload_pipeline.documents SET parsed_sha256 = $2::text WHERE document_id = $1",
            job.document_id,
            sha256,
        )
        await conn.execute("DELETE FROM upload_pipeline.parser_deliveries WHERE document_id = $1", job.document_id)

    return Advance(write, {"pages": pages}, cost_cents=pages * tools.settings.parse_cents_per_page)


async def _answer(job: Job, parser_job_id: str, tools: Tools) -> Parsed | None:
    async with tools.database.connection() as conn:
        result = await delivered(conn, parser_job_id)
    if result is None or (result.get("status") == "COMPLETED" and result.get("markdown") is None):
        if result is None and _waited(job) < tools.settings.parse_poll_seconds:
            return None
        result = await tools.parser.ask(parser_job_id)
    return await asyncio.to_thread(read_result, result)


def _waited(job: Job) -> float:
    return (datetime.now(UTC) - datetime.fromisoformat(job.payload["submitted_at"])).total_seconds()


async def _wait(job: Job, tools: Tools) -> Outcome:
    settings, waited = tools.settings, _waited(job)
    if waited > settings.parse_timeout_seconds:
        if job.waiting_since and job.parser_job_id:  # for a service that was away: the parser has its time again
            now = datetime.now(UTC).isoformat()
            await tools.queue.resubmitted(job, job.parser_job_id, {"submitted_at": now})
            return Wait(settings.parse_poll_seconds)
        raise Transient("parse_timeout", "The parser did not answer in time.", resubmit=True)
    return Wait(
        settings.parse_poll_seconds - waited if waited < settings.parse_poll_seconds else settings.parse_poll_seconds
    )


async def _is_doubtful(job: Job, text: str, sha256: str, tools: Tools) -> bool:
    """True when this may be another document's text. The parser is asked again, and a repeated answer is believed,
    unless it lacks the words of this document and is known to be another's."""
    foreign = not await asyncio.to_thread(speaks_of, job.payload.get("marks", []), text)
    repeated = job.payload.get("asked_again_about") == sha256
    # In this order: what another document awaits at the first look, it may have at the second.
    awaited = repeated and foreign and await _is_awaited(job, text, tools)
    async with tools.database.connection() as conn:
        known = await conn.fetchval(KNOWN, sha256, job.document_id)
    if repeated and foreign and (awaited or known):
        raise Transient("wrong_document", "The parser answers with another document.", resubmit=True)
    return bool((foreign or known) and not repeated)


async def _is_awaited(job: Job, text: str, tools: Tools) -> bool:
    """True when another document is waiting for this text."""
    async with tools.database.connection() as conn:
        others = await conn.fetch(WITHOUT_TEXT, job.document_id)
    return await asyncio.to_thread(speaks_of_one, [row["marks"] for row in others], text)


async def _submit_again(job: Job, tools: Tools, **remember: str) -> Outcome:
    """Submit the document again without leaving the stage."""
    parser_job_id, submitted_at = await submit(job, tools)
    await tools.queue.resubmitted(job, parser_job_id, {"submitted_at": submitted_at, **remember})
    return Wait(tools.settings.parse_poll_seconds)


async def _explained(answer: Parsed, job: Job, tools: Tools) -> Exception:
    """Why the parser failed; a file that is gone from storage is permanent."""
    failure = answer.failure
    if isinstance(failure, Transient):
        if await tools.storage.info("raw", job.raw_name) is None:
            return Permanent(
                "object_missing", "The uploaded file is no longer in storage. Delete the document and upload it again."
            )
        failure.resubmit = True
    assert failure is not None  # noqa: S101 (the caller has checked)
    return failure
