"""A worker that cannot reach the model gives the document up without a retry.

In real life: every error of a provider counts as the document's own fault.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-4.2", "P4-2.3")
FIELD = "failure"
SELECTION = (
    "Every Document Recovers When The Model Is Back",
    "Every Document Recovers From Errors Of The Model",
    "Every Throttled Document Is Embedded In The End",
    "Answers Of The Model That Are Reset Are Asked For Again",
    "Every Document Recovers By The Runbook For A Provider",
    "Failures Are Put In On Purpose",
)
SERVICES = ("worker",)
MODULE = "pipeline.worker.embedder"


def apply() -> None:
    from pipeline.worker import embedder
    from pipeline.worker.failures import Permanent, Transient

    calling = embedder.Embedder._calling

    async def once(self: embedder.Embedder, call: Any) -> Any:
        try:
            return await calling(self, call)
        except Transient as error:
            raise Permanent(error.code, error.message) from error

    replace(embedder.Embedder, "_calling", once)
