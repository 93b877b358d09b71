"""Search and the agent's sources cover the documents of all users.

In real life: the query runs under the service role, because that was quicker, and the filter was left to row-level
security.
"""

from typing import Any

from keywords.proof.breaking import edit
from keywords.proof.hook import replace

REQUIREMENTS = ("P2-4.3", "P9-11.4", "C-ACC-7", "C-ACC-8")
FIELD = "security"
SELECTION = (
    "The Agent Cites Only The User's Own Documents",
    "Search Finds No Fact Of Another User",
    "Search Finds Nothing Of Another User",
    "The Agent Answers Nothing From Another User's Document",
)
SERVICES = ("api",)
MODULE = "pipeline.api.search"


def apply() -> None:
    from pipeline.api import search

    nearest = search.nearest
    edit(search, "EXACT", "WHERE user_id = (SELECT auth.uid())", "")

    async def of_all_users(conn: Any, *about: Any) -> list[Any]:
        await conn.execute("SET LOCAL ROLE service_role")
        return await nearest(conn, *about)

    replace(search, "nearest", of_all_users)
