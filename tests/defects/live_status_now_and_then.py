"""Live status looks for news only every six seconds.

In real life: notifications do not pass through a connection pooler, and a timer makes up for it. Every event still
arrives.
"""

from keywords.proof.breaking import always, put

REQUIREMENTS = ("P2-4.6",)
FIELD = "realtime"
SELECTION = ("95 Percent Of Status Changes Arrive Within 2 Seconds",)
SERVICES = ("api",)
MODULE = "pipeline.api.live"


def apply() -> None:
    from pipeline.api import live

    put(live, "LOOK_ANYWAY", 6.0)
    always(live.Feed, "_spread", None)
