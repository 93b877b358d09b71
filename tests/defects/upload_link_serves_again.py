"""A link for uploading serves again: what was uploaded can be replaced by whoever has the link.

In real life: "overwrite" is what most clients of a storage do unless they are told otherwise.
"""

from typing import Any

from keywords.proof.hook import replace as put_in_place

REQUIREMENTS = ("P9-3.3",)
FIELD = "security"
SELECTION = ("A Link For Uploading Serves Once",)
SERVICES = ("storage",)
MODULE = "pipeline.storage.objects"


def apply() -> None:
    from pipeline.storage import objects

    store = objects.Objects.store

    async def over_what_is_there(self: objects.Objects, *args: Any, replace: bool) -> Any:
        return await store(self, *args, replace=True)

    put_in_place(objects.Objects, "store", over_what_is_there)
