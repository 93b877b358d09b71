"""Every second request of a user waits a twentieth of a second.

In real life: one of two processes behind an address is on a slower machine. An average over both hides it.
"""

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-17.3",)
FIELD = "performance"
SELECTION = ("The Medians Of Two Equal Series Differ By At Most 50 Percent",)
SERVICES = ("api",)
MODULE = "pipeline.api.context"


def apply() -> None:
    from pipeline.api import context

    as_user, asked = context.Context.as_user, itertools.count()

    @asynccontextmanager
    async def now_and_then_later(self: Any, caller: Any) -> AsyncIterator[Any]:
        if next(asked) % 2:
            await asyncio.sleep(0.05)
        async with as_user(self, caller) as conn:
            yield conn

    replace(context.Context, "as_user", now_and_then_later)
