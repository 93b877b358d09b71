"""Jobs of the simulated parser: submitted through its official SDK, or by the workers of a stack."""

from typing import Any

import httpx
from llama_cloud import LlamaCloud

from tests.pipeline.conftest import Stack
from tests.pipeline.database import sql
from tests.pipeline.people import Upload, eventually
from tests.pipeline.simulated import KEY, Simulator


def sdk_of(service: Simulator) -> LlamaCloud:
    return LlamaCloud(api_key=KEY, base_url=service.url, max_retries=0)


def start(llama: LlamaCloud, document: bytes, **options: Any) -> str:
    file = llama.files.create(file=("a.pdf", document, "application/pdf"), purpose="parse")
    return llama.parsing.create(file_id=file.id, tier="fast", version="latest", **options).id


def ended(llama: LlamaCloud, job_id: str, seconds: float = 60) -> Any:
    def result() -> Any:
        seen = llama.parsing.get(job_id, expand=["markdown", "text", "metadata"])
        return seen if seen.job.status in ("COMPLETED", "FAILED") else None

    return eventually(result, bool, "the job to end", seconds)


def parsed(llama: LlamaCloud, document: bytes) -> Any:
    return ended(llama, start(llama, document))


def parser_job(stack: Stack, upload: Upload) -> str:
    """The parser's id for this job, once the worker has stored it."""
    query = "SELECT parser_job_id FROM upload_pipeline.upload_jobs WHERE job_id = $1::uuid"
    found: str = eventually(lambda: sql(stack.database, query, upload.job_id)[0]["parser_job_id"], bool, "a parser job")
    return found


def has_text(stack: Stack, parser_job_id: str) -> bool:
    """True when the parser has read the document."""
    key = {"Authorization": f"Bearer {stack.secrets['LLAMAPARSE_API_KEY']}"}
    answer = httpx.get(f"{stack.urls['llamaparse']}/api/v2/parse/{parser_job_id}", headers=key, timeout=30)
    return bool(answer.json()["job"]["status"] == "COMPLETED")
