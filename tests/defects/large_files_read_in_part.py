"""Workers read the first 64 MB of a large file, then give it up as not the declared one.

In real life: a buffer has an upper limit, and its reader takes the limit for the end of the file.
"""

from collections.abc import AsyncIterator

from keywords.proof.hook import replace

REQUIREMENTS = ("P3-5.4",)
FIELD = "pipeline"
SELECTION = ("A File Over 100 MB Is Stored Byte For Byte And Its Fact Is Found",)
SERVICES = ("worker",)
MODULE = "pipeline.storage.client"
MOST = 64_000_000


def apply() -> None:
    from pipeline.storage import client

    stream = client.StorageClient.stream

    async def in_part(self: client.StorageClient, bucket: str, path: str) -> AsyncIterator[bytes]:
        read = 0
        async for part in stream(self, bucket, path):
            if (read := read + len(part)) > MOST:
                return
            yield part

    replace(client.StorageClient, "stream", in_part)
