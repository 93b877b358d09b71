"""The storage as workers use it: every call goes through its breaker."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from pipeline.storage.client import ObjectInfo, StorageClient, StorageUnavailable
from pipeline.worker.breakers.calls import Breakers
from pipeline.worker.failures import Absent, Need, refused


class Storage:
    def __init__(self, client: StorageClient, breakers: Breakers) -> None:
        self._client, self._breakers = client, breakers

    async def close(self) -> None:
        await self._client.close()

    async def info(self, bucket: str, path: str) -> ObjectInfo | None:
        async with self._calling("info"):
            return await self._client.info(bucket, path)

    async def sign_download(self, bucket: str, path: str, expires_in: int) -> str:
        async with self._calling("sign"):
            return await self._client.sign_download(bucket, path, expires_in)

    async def stream(self, bucket: str, path: str) -> AsyncIterator[bytes]:
        async with self._calling("read"):
            async for part in self._client.stream(bucket, path):
                yield part

    async def put(self, bucket: str, path: str, data: bytes, content_type: str) -> None:
        async with self._calling("write"):
            await self._client.put(bucket, path, data, content_type)

    async def delete_prefix(self, bucket: str, prefix: str) -> int:
        """No job waits for this one, so it needs no breaker."""
        return await self._client.delete_prefix(bucket, prefix)

    @asynccontextmanager
    async def _calling(self, call: str) -> AsyncIterator[None]:
        need = Need("storage", call)
        async with self._breakers.calling(need):
            try:
                yield
            except StorageUnavailable as error:
                asked = error.retry_after
                for_all = refused(error) or error.status == 429
                raise Absent("storage_unavailable", "The storage is away or full.", need, asked, for_all) from error
