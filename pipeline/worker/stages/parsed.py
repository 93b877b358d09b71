"""parsed -> parse_validated: the text is whole, readable, not empty and new; its canonical path is set."""

import hashlib
import re

import asyncpg

from pipeline.database.pool import Connection
from pipeline.storage.client import ObjectCorrupted, ObjectMissing
from pipeline.worker.failures import Permanent, Transient
from pipeline.worker.job import Advance, Job, Outcome
from pipeline.worker.tools import Tools

_WORD = re.compile(r"\w")
_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffd]")
GARBAGE_SHARE = 0.05


async def run(job: Job, tools: Tools) -> Outcome:
    text = await read(job, tools)
    check_text(text, ocr=bool(job.payload.get("ocr")))

    async def write(conn: Connection) -> None:
        try:
            await conn.execute(
                "UPDATE upload_pipeline.documents SET parsed_path = $2 WHERE document_id = $1",
                job.document_id,
                f"parsed/{job.parsed_name}",
            )
        except asyncpg.UniqueViolationError as error:
            raise Permanent("duplicate_content", "You uploaded another file with the same text before.") from error

    return Advance(write)


async def read(job: Job, tools: Tools) -> str:
    """The parsed text from storage, checked against its hash."""
    try:
        data = b"".join([part async for part in tools.storage.stream("parsed", job.parsed_name)])
    except (ObjectMissing, ObjectCorrupted) as error:
        raise Transient("parsed_object_lost", "The parsed text cannot be read from storage.") from error
    if hashlib.sha256(data).hexdigest() != job.parsed_sha256:
        raise Transient("parsed_object_changed", "The parsed text in storage is not the one that was stored.")
    return data.decode()


def check_text(text: str, *, ocr: bool) -> None:
    if not _WORD.search(text):
        advice = (
            "Text recognition found none either." if ocr else "If its pages are scans, it needs text recognition first."
        )
        raise Permanent("no_text", f"No text was found in the document. {advice}")
    if len(_UNREADABLE.findall(text)) > GARBAGE_SHARE * len(text):
        raise Permanent("unreadable_text", "The text that was read from the document is not readable.")
