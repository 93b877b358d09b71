"""The API refuses uploads unless everything is healthy, even what an upload does not need.

In real life: health is meant for monitoring, and an engineer makes it a condition.
"""

from typing import Any

from keywords.proof.breaking import health_of
from keywords.proof.hook import replace

REQUIREMENTS = ("P4-7.7",)
FIELD = "failure"
SELECTION = (
    "Search, Status And Uploads Keep Working While Workers Are Cut Off",
    "Uploads And Status Keep Working While The API Cannot Reach The Model",
)
SERVICES = ("api",)
MODULE = "pipeline.api.uploads"


def apply() -> None:
    from pipeline.api import uploads
    from pipeline.api.context import lock_user
    from pipeline.serving import Refusal
    from pipeline.settings import load

    api = load().api_url

    async def when_all_is_well(*args: Any) -> None:
        if await health_of(api) != "healthy":
            raise Refusal(503, "not_ready", "Not everything is available.", {"Retry-After": "1"})
        await lock_user(*args)

    replace(uploads, "lock_user", when_all_is_well)
