"""The API tells a user over the limit to wait a second but locks them out for a minute.

In real life: the limiter's answer and the limiter's lock are set in two places.
"""

import time

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-11.5",)
FIELD = "api"
SELECTION = ("A User Who Waits As Told Is Served Again",)
SERVICES = ("api",)
MODULE = "pipeline.api.context"
MINUTE = 60


def apply() -> None:
    from pipeline.api import context
    from pipeline.serving import Refusal

    limit, until = context.Context.limit, dict[str, float]()

    async def or_locked(self: context.Context, key: str, per_minute: int) -> None:
        if until.get(key, 0) > time.monotonic():
            raise context.too_many("rate_limited", "That is too much.", 1)
        try:
            await limit(self, key, per_minute)
        except Refusal:
            until[key] = time.monotonic() + MINUTE
            raise

    replace(context.Context, "limit", or_locked)
