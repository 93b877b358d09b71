"""queued -> job_validated: the bytes have arrived, they are those that were announced, and they are a PDF."""

import asyncio
import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile

from pipeline.storage.client import ObjectCorrupted, ObjectMissing
from pipeline.worker.failures import Permanent
from pipeline.worker.fidelity import marks_of
from pipeline.worker.job import Advance, Job, Outcome, Wait
from pipeline.worker.tools import Tools

ENDS = 4096
AGAIN = "Upload the file again."


async def run(job: Job, tools: Tools) -> Outcome:
    info = await tools.storage.info("raw", job.raw_name)
    if info is None:
        return _wait_for_bytes(job, tools.settings.upload_grace_seconds)
    if info.size != job.bytes_len:
        raise Permanent("length_mismatch", f"{job.bytes_len} bytes were announced, {info.size} arrived. {AGAIN}")
    with NamedTemporaryFile(prefix="countersign-", suffix=".pdf") as copy:
        digest, first, last = hashlib.sha256(), b"", b""
        try:
            async for part in tools.storage.stream("raw", job.raw_name):
                copy.write(part)
                digest.update(part)
                first = first if len(first) >= ENDS else (first + part)[:ENDS]
                last = (last + part)[-ENDS:]
        except ObjectMissing:
            return Wait(0.1)
        except ObjectCorrupted as error:
            raise Permanent("object_corrupted", f"The stored bytes are damaged. {AGAIN}") from error
        if digest.hexdigest() != job.file_sha256:
            raise Permanent("hash_mismatch", f"The file that arrived is not the one that was announced. {AGAIN}")
        check_pdf(first, last)
        copy.flush()
        marks = await asyncio.to_thread(marks_of, Path(copy.name))
    return Advance(remember={"marks": marks})


def check_pdf(first: bytes, last: bytes) -> None:
    if b"%PDF-" not in first[:1024]:
        raise Permanent("not_a_pdf", "The file is not a PDF, whatever its name says.")
    if b"%%EOF" not in last:
        raise Permanent(
            "pdf_truncated", "The PDF ends too early: a part of it is missing. Export it once more and upload it again."
        )


def _wait_for_bytes(job: Job, grace: float) -> Outcome:
    """Look again at intervals that grow with the job's age, until no upload that began in time can still arrive."""
    now = datetime.now(UTC)
    if now > job.upload_expires_at + timedelta(seconds=grace + 1):
        raise Permanent("upload_expired", f"The file was announced but never arrived. {AGAIN}")
    age = (now - job.created_at).total_seconds()
    return Wait(min(max(0.05, age / 4), 5))
