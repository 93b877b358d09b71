"""The API hands out a text from storage even if it is not the one that was stored.

In real life: the hash was meant for the pipeline itself, and nothing compares it with what users get.
"""

from keywords.proof.breaking import always

REQUIREMENTS = ("P9-4.8",)
FIELD = "failure"
SELECTION = ("No Changed Text Is Served To A User",)
SERVICES = ("api",)
MODULE = "pipeline.storage.client"


def apply() -> None:
    from pipeline.storage import client

    always(client.StorageClient, "info", None)
