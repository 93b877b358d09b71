"""The client with which the API and the workers use the storage, and its errors."""

import hashlib
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import aiohttp

from pipeline.logs import CORRELATION_HEADER, correlation_id

ROOT = "/storage/v1"
CHUNK = 64 * 1024
BROKEN_OFF = "the storage broke off in the middle of an answer"


class StorageError(Exception):
    """Base of all exceptions of this client."""


class StorageUnavailable(StorageError):
    """The storage cannot do it now, but may be able to later."""

    def __init__(self, message: str, status: int | None = None, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.status, self.retry_after = status, retry_after


class StorageRefused(StorageError):
    """The storage will not do it, however often it is asked."""

    def __init__(self, message: str, status: int, code: str) -> None:
        super().__init__(message)
        self.status, self.code = status, code


class ObjectMissing(StorageError):
    """There is no such object."""


class ObjectCorrupted(StorageError):
    """The stored object is damaged."""


@dataclass(frozen=True)
class ObjectInfo:
    """What the storage knows about an object."""

    bucket: str
    name: str
    size: int
    sha256: str
    content_type: str
    created_at: str


class StorageClient:
    def __init__(self, base_url: str, service_role_key: str, timeout: float) -> None:
        self._base = base_url.rstrip("/") + ROOT
        self._key = service_role_key
        self._timeout = timeout
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        if self._session:
            await self._session.close()
            self._session = None

    async def sign_upload(self, bucket: str, path: str, max_bytes: int, expires_in: int) -> str:
        """A path with a token, to append to the address at which the uploader reaches the storage."""
        wanted = {"max_bytes": max_bytes, "expires_in": expires_in}
        answer = await self._ask("POST", f"/object/upload/sign/{_quoted(bucket, path)}", json=wanted)
        return ROOT + str(answer["url"])

    async def sign_download(self, bucket: str, path: str, expires_in: int) -> str:
        """Like sign_upload, but for reading; raises ObjectMissing."""
        answer = await self._ask("POST", f"/object/sign/{_quoted(bucket, path)}", json={"expiresIn": expires_in})
        return ROOT + str(answer["signedURL"])

    async def info(self, bucket: str, path: str) -> ObjectInfo | None:
        try:
            known = await self._ask("GET", f"/object/info/{_quoted(bucket, path)}")
        except ObjectMissing:
            return None
        return ObjectInfo(
            known["bucket_id"],
            known["name"],
            known["size"],
            known["sha256"],
            known["content_type"],
            known["created_at"],
        )

    async def stream(self, bucket: str, path: str) -> AsyncIterator[bytes]:
        """All bytes of the object, or an exception; the time limit holds for each step, not for the whole."""
        limit = aiohttp.ClientTimeout(total=None, sock_connect=self._timeout, sock_read=self._timeout)
        async with self._answer("GET", f"/object/authenticated/{_quoted(bucket, path)}", timeout=limit) as answer:
            arrived = 0
            async for chunk in answer.content.iter_chunked(CHUNK):
                arrived += len(chunk)
                yield chunk
            if arrived != answer.content_length:
                raise StorageUnavailable(BROKEN_OFF)

    async def put(self, bucket: str, path: str, data: bytes, content_type: str) -> None:
        """Store an object; succeeds also if the same bytes are already there."""
        try:
            await self._ask(
                "POST", f"/object/{_quoted(bucket, path)}", data=data, headers={"Content-Type": content_type}
            )
        except StorageRefused as refusal:
            if refusal.status != 409:
                raise
            there = await self.info(bucket, path)
            if not there or there.sha256 != hashlib.sha256(data).hexdigest():
                raise

    async def delete_prefix(self, bucket: str, prefix: str) -> int:
        """Delete everything below a prefix that ends with '/', or the one object it names; returns how many."""
        return len(await self._ask("DELETE", f"/object/{quote(bucket)}", json={"prefixes": [prefix]}))

    async def _ask(self, method: str, path: str, **request: Any) -> Any:
        limit = aiohttp.ClientTimeout(total=self._timeout)
        async with self._answer(method, path, timeout=limit, **request) as answer:
            return json.loads(await answer.read())

    @asynccontextmanager
    async def _answer(
        self, method: str, path: str, headers: Mapping[str, str] | None = None, **request: Any
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        """A successful answer; every other outcome as one of this module's exceptions."""
        if self._session is None:
            self._session = aiohttp.ClientSession()
        sent = {"Authorization": f"Bearer {self._key}", **(headers or {})}
        if (current := correlation_id.get()) != "-":
            sent[CORRELATION_HEADER] = current
        try:
            async with self._session.request(method, self._base + path, headers=sent, **request) as answer:
                if answer.status >= 400:
                    raise await _failure(answer)
                yield answer
        except TimeoutError:
            raise StorageUnavailable("the storage did not answer in time") from None
        except aiohttp.ClientPayloadError as error:
            raise StorageUnavailable(BROKEN_OFF) from error
        except aiohttp.ClientConnectorError as error:
            raise StorageUnavailable("the storage cannot be reached") from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise StorageUnavailable(f"talking to the storage failed ({type(error).__name__})") from error


def _quoted(bucket: str, path: str) -> str:
    return f"{quote(bucket, safe='')}/{quote(path)}"


async def _failure(answer: aiohttp.ClientResponse) -> StorageError:
    """The exception for an error answer."""
    try:
        said = json.loads(await answer.read())["error"]
        code, message = str(said["code"]), str(said["message"])
    except (ValueError, LookupError, TypeError):
        code, message = "unknown", f"the storage answered {answer.status}"
    if answer.status == 404:
        return ObjectMissing(message)
    if code == "object_corrupted":
        return ObjectCorrupted(message)
    if answer.status >= 500 or answer.status in (408, 429):
        return StorageUnavailable(message, answer.status, _seconds(answer.headers.get("Retry-After")))
    return StorageRefused(message, answer.status, code)


def _seconds(header: str | None) -> float | None:
    try:
        return max(0.0, float(header or ""))
    except ValueError:
        return None
