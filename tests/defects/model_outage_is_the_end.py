"""A worker that cannot reach the model gives the document up without a retry.

In real life: every error of a provider counts as the document's own fault.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-4.2", "P4-2.3")
FIELD = "failure"
SELECTION = (
    "Every Document Recovers After A Model Outage",
    "Every Document Recovers After Model Errors",
    "Every Document Recovers After Model Throttling",
    "Every Document Recovers After Model Answers Are Reset",
    "The Provider Runbook Recovers Every Document",
    "Both Failures Injected On Purpose Reach The Pipeline",
)
SERVICES = ("worker",)
MODULE = "pipeline.worker.embedder"


def apply() -> None:
    from pipeline.worker import embedder
    from pipeline.worker.failures import Absent, Permanent, Transient

    embed = embedder.Embedder.embed

    async def once(self: embedder.Embedder, texts: Any) -> Any:
        try:
            return await embed(self, texts)
        except (Absent, Transient) as error:
            raise Permanent(error.code, error.message) from error

    replace(embedder.Embedder, "embed", once)
