"""The live connection tells every user about the jobs of all users.

In real life: its query runs under the service role, because that was quicker.
"""

from copy import copy
from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-11.4",)
FIELD = "security"
SELECTION = ("A Listener Hears Nothing Of Another User's Jobs",)
SERVICES = ("api",)
MODULE = "pipeline.api.live"


def apply() -> None:
    from pipeline.api import live

    send = live._send

    async def to_all_users(socket: Any, ctx: Any, caller: Any, news: Any) -> None:
        wide = copy(ctx)
        wide.as_user = lambda _caller: ctx.as_service()
        await send(socket, wide, caller, news)

    replace(live, "_send", to_all_users)
