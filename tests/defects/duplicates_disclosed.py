"""A user who uploads what another user has is told so, with the number of the other's document.

In real life: duplicates are looked for with the service's own role, to save storage, and the refusal tells too much.
"""

from typing import Any
from uuid import UUID

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-11.4", "P9-8.1")
FIELD = "security"
SELECTION = ("Nobody Learns What Others Have Uploaded", "The Same Document Of Another User Is Another Document")
SERVICES = ("api",)
MODULE = "pipeline.api.uploads"


def apply() -> None:
    from pipeline.api import uploads

    check = uploads._check_duplicate

    async def of_anybody(conn: Any, sha256: str) -> UUID | None:
        await conn.execute("SET LOCAL ROLE service_role")
        try:
            return await check(conn, sha256)
        finally:
            await conn.execute("SET LOCAL ROLE authenticated")

    replace(uploads, "_check_duplicate", of_anybody)
