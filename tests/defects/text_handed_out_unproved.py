"""A text is handed out as the storage has it, also when it is not the one that was stored.

In real life: the hash was meant for the pipeline itself, and nobody holds it against what users are given.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-4.8",)
FIELD = "failure"
SELECTION = ("No Changed Text Is Handed Out",)
SERVICES = ("api",)
MODULE = "pipeline.storage.client"


def apply() -> None:
    from pipeline.storage import client

    async def not_asked(*_args: Any) -> None:
        return None

    replace(client.StorageClient, "info", not_asked)
