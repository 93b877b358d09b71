"""A text is handed out as the storage has it, also when it is not the one that was stored.

In real life: the hash was meant for the pipeline itself, and nobody holds it against what users are given.
"""

from keywords.proof.breaking import always

REQUIREMENTS = ("P9-4.8",)
FIELD = "failure"
SELECTION = ("No Changed Text Is Handed Out",)
SERVICES = ("api",)
MODULE = "pipeline.storage.client"


def apply() -> None:
    from pipeline.storage import client

    always(client.StorageClient, "info", None)
