"""A user can have one document under way, whatever the settings say.

In real life: the limit is read from where it was before the settings were reorganised.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-2.5", "P4-3.1")
FIELD = "pipeline"
SELECTION = (
    "Five Uploads At The Same Moment Are Accepted",
    "Five Simultaneous Uploads Are All Accepted",
    "Three Of Five Documents Are Uploaded At The Same Time",
    "At Least Five Of Twenty Documents Are In Work At The Same Time",
    "Five Uploads Sent Three At A Time Create Five Documents",
    "Twenty Simultaneous Uploads Are All Accepted",
)
SERVICES = ("api",)
MODULE = "pipeline.api.context"


def apply() -> None:
    from pipeline.api import context

    async def one(_ctx: Any, conn: Any, but: Any = None) -> None:
        if await conn.fetchval(context.ACTIVE, but):
            raise context.too_many("too_many_jobs", "One document is processed at once for each user.", 5)

    replace(context, "check_active", one)
