"""The pipeline's client of the storage service, with servers that work and servers that fail."""

import asyncio
import hashlib
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import psutil
import pytest

from pipeline.logs import correlation_id
from pipeline.storage.client import ObjectMissing, StorageClient, StorageRefused, StorageUnavailable
from tests.pipeline.storage_service import MIB, SERVICE, Storage, bytes_of, collect

pytest_plugins = ["tests.pipeline.storage_fixtures"]


async def test_the_client_puts_reads_signs_and_deletes_objects(storage: Storage, client: StorageClient) -> None:
    correlation_id.set("client-test-1")
    data = bytes_of(300_000)
    await client.put("parsed", "client/d1/a.md", data, "text/markdown")
    await client.put("parsed", "client/d1/a.md", data, "text/markdown")
    with pytest.raises(StorageRefused, match="already"):
        await client.put("parsed", "client/d1/a.md", b"other", "text/markdown")
    info = await client.info("parsed", "client/d1/a.md")
    assert info
    assert (info.bucket, info.name, info.size, info.content_type) == (
        "parsed",
        "client/d1/a.md",
        300_000,
        "text/markdown",
    )
    assert info.sha256 == hashlib.sha256(data).hexdigest()
    assert await collect(client, "parsed", "client/d1/a.md") == data
    assert await client.info("parsed", "client/absent") is None
    with pytest.raises(ObjectMissing):
        await collect(client, "parsed", "client/absent")
    upload = await client.sign_upload("parsed", "client/d1/b", 10, 60)
    assert storage.call("PUT", upload, bytes(11), bearer=None).status == 413
    assert storage.call("PUT", upload, bytes(10), bearer=None).status == 200
    assert storage.call("GET", await client.sign_download("parsed", "client/d1/b", 60), bearer=None).body == bytes(10)
    assert await client.delete_prefix("parsed", "client/d1/") == 2
    assert '"correlation_id": "client-test-1"' in storage.log()


@asynccontextmanager
async def faulty(answer: bytes) -> AsyncIterator[str]:
    """A server that sends every caller this answer and hangs up, or stays silent if the answer is empty."""

    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        if answer:
            writer.write_eof()
        await reader.read()
        writer.close()

    server = await asyncio.start_server(speak, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


@pytest.mark.parametrize(
    ("answer", "message", "status", "retry_after"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345", "broke off", None, None),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n", "broke off", None, None),
        (b"HTTP/1.1 200 OK\r\n\r\n{'Key", "broke off|failed", None, None),
        (b"HTTP/1.1 503 X\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n", "answered 503", 503, 7.0),
        (b"HTTP/1.1 507 X\r\nContent-Length: 4\r\n\r\nfull", "answered 507", 507, None),
        (b"nonsense\r\n\r\n", "failed", None, None),
        (b"", "in time", None, None),
    ],
    ids=["cut", "cut-chunked", "no-length", "busy", "full", "nonsense", "silent"],
)
async def test_the_client_names_every_failure(
    answer: bytes, message: str, status: int | None, retry_after: float | None
) -> None:
    async with faulty(answer) as url:
        patience = 60 if answer else 0.5  # short only where the test waits out a silence
        reading, writing = StorageClient(url, SERVICE, patience), StorageClient(url, SERVICE, patience)
        for attempt in (collect(reading, "raw", "a/b"), writing.put("raw", "a/b", b"x", "text/plain")):
            with pytest.raises(StorageUnavailable, match=message) as failure:
                await attempt
            assert (failure.value.status, failure.value.retry_after) == (status, retry_after)
        await reading.close()
        await writing.close()


async def test_the_client_says_that_the_server_cannot_be_reached() -> None:
    with socket.socket() as bound_not_listening:
        bound_not_listening.bind(("127.0.0.1", 0))
        client = StorageClient(f"http://127.0.0.1:{bound_not_listening.getsockname()[1]}", SERVICE, 60)
        with pytest.raises(StorageUnavailable, match="cannot be reached") as failure:
            await client.info("raw", "a/b")
        assert failure.value.status is None
        await client.close()


async def test_200_mib_pass_in_constant_memory(storage: Storage, client: StorageClient) -> None:
    service, block, blocks = psutil.Process(storage.pid), bytes_of(MIB), 200
    before = peak = service.memory_info().rss
    sent, received = hashlib.sha256(), hashlib.sha256()

    async def body() -> AsyncIterator[bytes]:
        nonlocal peak
        for _ in range(blocks):
            sent.update(block)
            peak = max(peak, service.memory_info().rss)
            yield block

    url = storage.url + await client.sign_upload("raw", "large/200", blocks * MIB, 60)
    async with aiohttp.ClientSession() as session, session.put(url, data=body()) as answer:
        assert answer.status == 200
        assert (await answer.json())["sha256"] == sent.hexdigest()
    async for chunk in client.stream("raw", "large/200"):
        received.update(chunk)
        peak = max(peak, service.memory_info().rss)
    assert received.digest() == sent.digest()
    assert (peak - before) / MIB < 32
    assert await client.delete_prefix("raw", "large/200") == 1
