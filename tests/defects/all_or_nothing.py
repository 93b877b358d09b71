"""Search refuses every question while the parser is away or slow to answer.

In real life: a gateway takes a service out of use unless all its dependencies are well, needed or not.
"""

from typing import Any

from keywords.proof.breaking import health_of
from keywords.proof.hook import replace

REQUIREMENTS = ("P9-4.1", "P4-7.7")
FIELD = "failure"
SELECTION = (
    "Search, Status And Uploads Keep Working While The Parser Is Away",
    "Search, Status And Uploads Keep Working Over A Slow, Narrow Parser Link",
)
SERVICES = ("api",)
MODULE = "pipeline.api.search"
PATIENCE_SECONDS = 0.25


def apply() -> None:
    from pipeline.api import search
    from pipeline.serving import Refusal

    retrieve = search.retrieve

    async def if_all_is_well(ctx: Any, *args: Any) -> Any:
        if not await health_of(ctx.settings.llamaparse_url, PATIENCE_SECONDS):
            raise Refusal(503, "not_ready", "Not everything is available.", {"Retry-After": "2"})
        return await retrieve(ctx, *args)

    replace(search, "retrieve", if_all_is_well)
