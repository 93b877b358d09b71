"""Jobs of the simulated parser, given through its official SDK."""

from typing import Any

from llama_cloud import LlamaCloud

from tests.pipeline.people import eventually
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
