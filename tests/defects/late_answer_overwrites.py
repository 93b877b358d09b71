"""A late webhook for a job that no worker waits for overwrites the document's text.

In real life: the last writer wins, and no code checks which answer was awaited.
"""

import hashlib

from keywords.proof.breaking import reroute

REQUIREMENTS = ("P7-5.3", "C-WEB-9")
FIELD = "failure"
SELECTION = ("Late Webhooks Change No Text",)
SERVICES = ("api",)
MODULE = "pipeline.api.webhooks"

OVERWRITE = "UPDATE upload_pipeline.documents SET parsed_sha256 = $2, parsed_path = $3 WHERE document_id = $1"


def apply() -> None:
    from fastapi import Request

    from pipeline.api import webhooks
    from pipeline.api.context import Ctx
    from pipeline.api.schemas import Taken

    async def overwriting(request: Request, ctx: Ctx) -> Taken:
        taken = await webhooks.parsed(request, ctx)
        told = webhooks.read_event(await request.body())[0].data
        pages = (told.markdown or {}).get("pages", [])
        text = "\n\n".join(str(page["markdown"]) for page in pages).encode()
        name = f"{told.document_id}/{hashlib.sha256(text).hexdigest()}.md"
        async with ctx.as_service() as conn:
            there = await conn.fetchval(
                "SELECT parsed_path FROM upload_pipeline.documents WHERE document_id = $1", told.document_id
            )
        if there:
            await ctx.storage.put("parsed", name, text, "text/markdown")
            async with ctx.as_service() as conn:
                await conn.execute(OVERWRITE, told.document_id, hashlib.sha256(text).hexdigest(), f"parsed/{name}")
        return taken

    reroute(webhooks.router, webhooks.parsed, overwriting)
