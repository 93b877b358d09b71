"""A file may be one byte larger than the limit that is published.

In real life: a boundary is compared with < on one side and with <= on the other.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("C-LIM-2",)
FIELD = "contract"
SELECTION = ("A File As Large As The Published Limit Is Taken, And No Larger One",)
SERVICES = ("api",)
MODULE = "pipeline.api.uploads"


def apply() -> None:
    from pipeline.api import uploads

    check = uploads._check_size

    async def generous(ctx: Any, conn: Any, bytes_len: int) -> None:
        await check(ctx, conn, bytes_len - 1)

    replace(uploads, "_check_size", generous)
