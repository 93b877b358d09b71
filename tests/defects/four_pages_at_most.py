"""Of the live connections of a user only the first four are told anything.

In real life: a table of listeners has a limit for each user, and those beyond it are accepted and forgotten.
"""

import asyncio
from collections import Counter
from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("C-LIV-5",)
FIELD = "realtime"
SELECTION = ("Twelve Pages Of A User Are Told The Same",)
SERVICES = ("api",)
MODULE = "pipeline.api.live"
MOST = 4


def apply() -> None:
    from pipeline.api import live

    send, open_now = live._send, Counter[Any]()

    async def to_the_first_four(socket: Any, ctx: Any, caller: Any, news: Any) -> None:
        open_now[caller.user_id] += 1
        try:
            if open_now[caller.user_id] > MOST:
                await asyncio.sleep(3600)
            await send(socket, ctx, caller, news)
        finally:
            open_now[caller.user_id] -= 1

    replace(live, "_send", to_the_first_four)
