"""Of a large file the workers read the first 64 MB, and give it up as not the one that was announced.

In real life: a buffer has an upper limit, and whatever reads from it believes that the file has ended.
"""

from collections.abc import AsyncIterator

from keywords.proof.hook import replace

REQUIREMENTS = ("P3-5.4",)
FIELD = "pipeline"
SELECTION = ("A File Over 100 MB Is Processed", "What A File Over 100 MB Says Is Found")
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
