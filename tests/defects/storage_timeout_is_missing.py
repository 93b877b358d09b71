"""A worker that cannot reach the storage takes the object for missing and gives the document up.

In real life: a look-up returns None whatever went wrong.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P4-7.6", "P9-18.2")
FIELD = "failure"
SELECTION = (
    "Every Document Recovers After A Storage Outage",
    "The Storage Runbook Recovers Every Document",
)
SERVICES = ("worker",)
MODULE = "pipeline.storage.client"


def apply() -> None:
    from pipeline.storage import client

    info = client.StorageClient.info

    async def none_seen(self: client.StorageClient, bucket: str, path: str) -> Any:
        try:
            return await info(self, bucket, path)
        except client.StorageUnavailable:
            return None

    replace(client.StorageClient, "info", none_seen)
