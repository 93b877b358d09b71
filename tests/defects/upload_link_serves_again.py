"""An upload link works again, so anyone who has it can replace the file.

In real life: most storage clients overwrite by default.
"""

from typing import Any

from keywords.proof.hook import replace as put_in_place

REQUIREMENTS = ("P9-3.3", "C-STO-6")
FIELD = "security"
SELECTION = ("An Upload Link Works Only Once", "An Upload Link Takes Bytes Once")
SERVICES = ("storage",)
MODULE = "pipeline.storage.objects"


def apply() -> None:
    from pipeline.storage import objects

    store = objects.Objects.store

    async def over_what_is_there(self: objects.Objects, *args: Any, replace: bool) -> Any:
        return await store(self, *args, replace=True)

    put_in_place(objects.Objects, "store", over_what_is_there)
