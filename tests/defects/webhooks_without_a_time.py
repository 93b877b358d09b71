"""A webhook that names no time counts as one of now.

In real life: a field got a default, so that an older parser could go on sending.
"""

import time

from keywords.proof.breaking import note, put

REQUIREMENTS = ("C-WEB-8",)
FIELD = "api"
SELECTION = ("A Webhook Without A Time Is Malformed",)
SERVICES = ("api",)
MODULE = "pipeline.api.webhooks"


def apply() -> None:
    from pydantic import BaseModel, Field

    from pipeline.api import webhooks

    class Lenient(BaseModel):
        event_type: str
        timestamp: float = Field(default_factory=time.time)
        data: webhooks.Result

    put(webhooks, "Event", Lenient)
    note(webhooks, "read_event")
