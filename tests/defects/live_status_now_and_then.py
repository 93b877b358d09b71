"""Live status is looked up every six seconds, whatever happens in between.

In real life: notifications do not come through a pooler of connections, and a timer makes up for it. All is told.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P2-4.6",)
FIELD = "realtime"
SELECTION = ("Status Changes Are Told As They Happen",)
SERVICES = ("api",)
MODULE = "pipeline.api.live"


def apply() -> None:
    from pipeline.api import live

    async def nobody(_feed: Any, _user_id: str | None) -> None:
        """No socket is told that there is news."""

    setattr(live, "LOOK_ANYWAY", 6.0)  # noqa: B010 (a constant that nothing else may set)
    replace(live.Feed, "_spread", nobody)
