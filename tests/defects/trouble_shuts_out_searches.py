"""The API refuses searches for half a minute after any document was retried or taken over, or while one stands still.

In real life: a gateway that has seen errors turns requests away for a while, though all is well again.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-8.2", "P4-7.7")
FIELD = "failure"
SELECTION = (
    "Users Are Served Or Asked To Retry Through An Error In Each Stage",
    "Users Are Served Or Asked To Retry When A Worker Is Killed In Each Stage",
    "Users Are Served Or Asked To Retry While A Worker Sleeps Past Its Lease",
    "Users Are Served Or Asked To Retry When A Worker Is Stopped",
    "Users Are Served Or Asked To Retry While A Worker Keeps Crashing",
    "Users Are Served Or Asked To Retry While Webhooks Cannot Reach The API",
    "Users Are Served Or Asked To Retry Through Parser Errors",
    "Users Are Served Or Asked To Retry While The Parser Throttles",
    "Users Are Served Or Asked To Retry Through Model Errors",
    "Users Are Served Or Asked To Retry While Uploads Are Cut Off",
    "Users Are Served Or Asked To Retry When Model Answers Are Reset",
    "Users Are Served Or Asked To Retry When The Database Fails As Webhooks Arrive",
    "Users Are Served Or Asked To Retry When The Storage Fails And The Model Throttles",
    "Users Are Served Or Asked To Retry When Workers Die While The Parser Is Silent",
    "Users Are Served Or Asked To Retry Through 45 Seconds Without LlamaParse",
    "Users Are Served Or Asked To Retry Through 45 Seconds Without OpenAI",
    "Users Are Served Or Asked To Retry Through 45 Seconds Without The Storage",
    "Users Are Served Or Asked To Retry Through 45 Seconds Without The Database",
)
SERVICES = ("api",)
MODULE = "pipeline.api.app"
TROUBLE = """
SELECT EXISTS (SELECT FROM upload_pipeline.events
        WHERE (type = 'retry' OR code = 'worker_lost') AND ts > now() - interval '30 s')
    OR EXISTS (SELECT FROM upload_pipeline.upload_jobs
        WHERE (state = 'working' AND updated_at < now() - interval '2 s')
        OR (stage = 'parsing' AND created_at < now() - interval '1 s'))
"""


def apply() -> None:
    from pipeline.api import search
    from pipeline.serving import Refusal

    retrieve = search.retrieve

    async def if_all_was_well(ctx: Any, *args: Any) -> Any:
        async with ctx.as_service() as conn:
            if await conn.fetchval(TROUBLE):
                raise Refusal(503, "not_ready", "There was trouble a moment ago.", {"Retry-After": "5"})
        return await retrieve(ctx, *args)

    replace(search, "retrieve", if_all_was_well)
