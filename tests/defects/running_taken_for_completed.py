"""A webhook about work that goes on is taken for one about its end.

In real life: only two statuses were known when it was written, and every other one counts as the good one.
"""

from typing import Any

from keywords.proof.breaking import note, put

REQUIREMENTS = ("C-WEB-10",)
FIELD = "pipeline"
SELECTION = ("A Webhook About Work That Goes On Brings Nothing",)
SERVICES = ("api",)
MODULE = "pipeline.api.webhooks"


def apply() -> None:
    from pydantic import BaseModel, field_validator

    from pipeline.api import webhooks

    class Ended(webhooks.Result):
        @field_validator("status", mode="before")
        @classmethod
        def of_two(cls, status: Any) -> Any:
            return "COMPLETED" if status in ("PENDING", "RUNNING") else status

    class OfEnds(BaseModel):
        event_type: str
        timestamp: float
        data: Ended

    put(webhooks, "Event", OfEnds)
    note(webhooks, "read_event")
