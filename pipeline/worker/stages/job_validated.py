"""job_validated -> parsing: the document is handed to the parser, and the parser's job id is stored."""

from datetime import UTC, datetime

from pipeline.worker.failures import Permanent
from pipeline.worker.job import Advance, Job, Outcome
from pipeline.worker.tools import Tools

LINK_SECONDS = 3600
AGAIN = "Delete the document and upload it again."


async def run(job: Job, tools: Tools) -> Outcome:
    parser_job_id, submitted_at = await submit(job, tools)
    return Advance(parser_job_id=parser_job_id, remember={"submitted_at": submitted_at})


async def submit(job: Job, tools: Tools) -> tuple[str, str]:
    """Give the parser a link to the document, if it is still the one that was uploaded."""
    info = await tools.storage.info("raw", job.raw_name)
    if info is None:
        raise Permanent("object_missing", f"The uploaded file is no longer in storage. {AGAIN}")
    if info.sha256 != job.file_sha256:
        raise Permanent("object_corrupted", f"The file in storage is not the one that was uploaded. {AGAIN}")
    link = await tools.storage.sign_download("raw", job.raw_name, LINK_SECONDS)
    metadata = {"document_id": str(job.document_id), "file_sha256": job.file_sha256}
    parser_job_id = await tools.parser.submit(tools.settings.storage_link_base + link, metadata)
    return parser_job_id, datetime.now(UTC).isoformat()
