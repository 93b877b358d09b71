"""As long as the parser is away, or slow to answer, no question is searched for either.

In real life: a gateway takes a service out of use unless everything that it could ever need is well.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-4.1", "P4-7.7")
FIELD = "failure"
SELECTION = ("Search, Status And Uploads Go On Without The Parser", "Other Work Goes On Behind A Slow And Narrow Link")
SERVICES = ("api",)
MODULE = "pipeline.api.search"


def apply() -> None:
    import aiohttp

    from pipeline.api import search
    from pipeline.serving import Refusal

    promptly = aiohttp.ClientTimeout(total=0.25)
    retrieve = search.retrieve

    async def is_there(url: str) -> bool:
        try:
            async with aiohttp.ClientSession(timeout=promptly) as session, session.get(f"{url}/health") as answer:
                return answer.ok
        except (aiohttp.ClientError, TimeoutError, OSError):
            return False

    async def if_all_is_well(ctx: Any, *args: Any) -> Any:
        if not await is_there(ctx.settings.llamaparse_url):
            raise Refusal(503, "not_ready", "Not everything is available.", {"Retry-After": "2"})
        return await retrieve(ctx, *args)

    replace(search, "retrieve", if_all_is_well)
