"""Jobs in batches, and what tests look for in them."""

from concurrent.futures import ThreadPoolExecutor

from keywords.documents.pdf import generate
from tests.pipeline.conftest import Stack
from tests.pipeline.database import sql
from tests.pipeline.people import Person, Upload


def upload_batch(person: Person, name: str, count: int = 10, pages: int = 2) -> list[Upload]:
    documents = [generate(f"{name}-{n}", pages=pages) for n in range(count)]
    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(person.upload, documents))


def dead_letter(person: Person, upload: Upload, code: str, seconds: float = 60) -> str:
    """Fail unless the job ends as a dead letter with this code; return the message that the user sees."""
    job = person.ended(upload, seconds)
    assert (job["state"], (job["last_error"] or {}).get("code")) == ("deadletter", code), job
    assert job["finished_at"]
    message: str = job["last_error"]["message"]
    assert message.endswith(".")
    return message


def retry_now(stack: Stack, upload: Upload) -> None:
    """End the wait of a job that is due for a retry later."""
    ended = sql(
        stack.database,
        "UPDATE upload_pipeline.upload_jobs SET available_at = now() "
        "WHERE job_id = $1::uuid AND state = 'retryable' RETURNING 1",
        upload.job_id,
    )
    assert ended, "the job does not wait for a retry"


def event_codes(stack: Stack, uploads: list[Upload], kind: str) -> list[str]:
    """The codes of all events of this type."""
    rows = sql(
        stack.database,
        "SELECT code FROM upload_pipeline.events WHERE type = $1 AND job_id = ANY($2::uuid[])",
        kind,
        [upload.job_id for upload in uploads],
    )
    return [row["code"] for row in rows]
