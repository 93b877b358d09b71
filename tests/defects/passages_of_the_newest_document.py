"""Search names the newest document of the user as the source of every passage.

In real life: a join by user instead of by document, followed by "the latest row".
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-8.1",)
FIELD = "retrieval"
SELECTION = ("Search Finds Every Fact In Seven Languages",)
SERVICES = ("api",)
MODULE = "pipeline.api.search"
NEWEST = "SELECT document_id FROM upload_pipeline.documents ORDER BY created_at DESC LIMIT 1"


def apply() -> None:
    from pipeline.api import search

    nearest = search.nearest

    async def of_the_newest(conn: Any, *about: Any) -> list[Any]:
        passages, newest = await nearest(conn, *about), await conn.fetchval(NEWEST)
        return [passage.model_copy(update={"document_id": newest}) for passage in passages]

    replace(search, "nearest", of_the_newest)
