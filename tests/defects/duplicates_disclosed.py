"""An upload reveals that another user has the same document, and that document's id.

In real life: to save storage, the service role looks for duplicates of all users, and the refusal reveals too much.
"""

from typing import Any
from uuid import UUID

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-11.4", "P9-8.1", "C-ACC-13")
FIELD = "security"
SELECTION = (
    "Uploading A Duplicate Does Not Disclose Another User's Document",
    "Another User May Upload The Same Document",
)
SERVICES = ("api",)
MODULE = "pipeline.api.uploads"


def apply() -> None:
    from pipeline.api import uploads

    check = uploads._check_duplicate

    async def of_any_user(conn: Any, sha256: str) -> UUID | None:
        await conn.execute("SET LOCAL ROLE service_role")
        try:
            return await check(conn, sha256)
        finally:
            await conn.execute("SET LOCAL ROLE authenticated")

    replace(uploads, "_check_duplicate", of_any_user)
