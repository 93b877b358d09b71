"""The storage keeps the first part of an interrupted upload under the name of the whole.

In real life: the bytes are written where readers look for them, and a lost connection counts as the end of the file.
"""

from collections.abc import AsyncIterator
from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-4.7", "P2-14.4", "P3-6.1")
FIELD = "failure"
SELECTION = ("Every Document Recovers After Uploads Are Cut Off", "The History Stays Flawless When Uploads Are Cut Off")
SERVICES = ("storage",)
MODULE = "pipeline.storage.objects"


def apply() -> None:
    from pipeline.serving import Refusal
    from pipeline.storage import objects

    store = objects.Objects.store

    async def as_far_as_they_come(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        try:
            async for chunk in chunks:
                yield chunk
        except Refusal as refusal:
            if refusal.code != "upload_incomplete":
                raise

    async def half(self: Any, name: Any, chunks: AsyncIterator[bytes], *args: Any, **named: Any) -> Any:
        return await store(self, name, as_far_as_they_come(chunks), *args, **named)

    replace(objects.Objects, "store", half)
