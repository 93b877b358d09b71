"""The API accepts no document while it cannot reach the monitor.

In real life: a telemetry call sits in the middle of a request, so the watcher becomes part of what it watches.
"""

from typing import Any

from keywords.proof.breaking import health_of
from keywords.proof.hook import replace

REQUIREMENTS = ("P9-4.6",)
FIELD = "failure"
SELECTION = (
    "Search, Status And Uploads Keep Working While The Monitor Is Away",
    "A Monitor Outage Shows Users No Error But 503",
)
SERVICES = ("api",)
MODULE = "pipeline.api.uploads"


def apply() -> None:
    from pipeline.api import uploads
    from pipeline.api.context import lock_user
    from pipeline.settings import load

    monitor = load().monitor_url

    async def when_it_is_told(*args: Any) -> None:
        if not await health_of(monitor):
            raise LookupError("the monitor was not told")
        await lock_user(*args)

    replace(uploads, "lock_user", when_it_is_told)
