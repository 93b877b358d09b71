"""All users share one rate limit, so one busy user locks everyone else out.

In real life: the key of the counter lost the user's id. A tester working alone sees the limit work.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-11.5", "P3-5.3")
FIELD = "security"
SELECTION = ("One User's Excess Holds Up No Other User",)
SERVICES = ("api",)
MODULE = "pipeline.api.context"


def apply() -> None:
    from pipeline.api import context

    limit = context.Context.limit

    async def for_all(self: Any, key: str, per_minute: int) -> None:
        await limit(self, key.partition(":")[0], per_minute)

    replace(context.Context, "limit", for_all)
