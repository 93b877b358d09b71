"""A file whose document was deleted counts as uploaded before.

In real life: hashes are kept in a table of their own, so that duplicates are found quickly, and deleting forgets that
table.
"""

from typing import Any
from uuid import UUID

from keywords.proof.hook import replace

REQUIREMENTS = ("C-DEL-12",)
FIELD = "data"
SELECTION = ("A Deleted File Can Be Uploaded Again",)
SERVICES = ("api",)
MODULE = "pipeline.api.uploads"


def apply() -> None:
    from pipeline.api import uploads

    genuine, known = uploads._check_duplicate, set[tuple[str, str]]()

    async def remembered(conn: Any, sha256: str) -> UUID | None:
        seen = (str(await conn.fetchval("SELECT auth.uid()")), sha256)
        replaced = await genuine(conn, sha256)
        if replaced is None and seen in known:
            raise uploads._duplicate(UUID(int=0), None)
        known.add(seen)
        return replaced

    replace(uploads, "_check_duplicate", remembered)
