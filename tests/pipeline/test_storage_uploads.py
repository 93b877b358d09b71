"""Uploads to the storage service: signed URLs, uploads that must leave nothing, and the log."""

import asyncio
import base64
import hashlib
import json
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from pipeline.storage import cipher
from tests.pipeline.people import eventually
from tests.pipeline.service_process import running
from tests.pipeline.small_disk import small_disk
from tests.pipeline.storage_service import KEY, MIB, OBJECT, SECRET, SERVICE, Storage, begun, bytes_of

pytest_plugins = ["tests.pipeline.storage_fixtures"]


# Signed URLs


def test_an_object_is_uploaded_and_downloaded_by_signed_urls(storage: Storage) -> None:
    data = bytes_of(200_000)
    answer = storage.call("PUT", storage.signed("raw/u1/d1/a.pdf"), data, bearer=None, content_type="application/pdf")
    sha256 = hashlib.sha256(data).hexdigest()
    assert (answer.status, answer.json()) == (200, {"Key": "raw/u1/d1/a.pdf", "size": len(data), "sha256": sha256})
    link = storage.call("POST", f"{OBJECT}/sign/raw/u1/d1/a.pdf", {"expiresIn": 60}).json()["signedURL"]
    read = storage.call("GET", "/storage/v1" + link, bearer=None)
    assert (read.status, read.body, read.headers["etag"]) == (200, data, f'"{sha256}"')
    assert read.headers["content-type"] == "application/pdf"
    head = storage.call("HEAD", "/storage/v1" + link, bearer=None)
    assert (head.status, head.body, head.headers["content-length"]) == (200, b"", str(len(data)))
    on_disk = storage.file("raw/u1/d1/a.pdf").read_bytes()
    assert len(on_disk) == cipher.sealed_length(len(data))
    assert data[:16] not in on_disk
    assert storage.file("raw/u1/d1/a.pdf").stat().st_mode & 0o077 == 0


def test_a_signature_is_good_for_one_object_one_purpose_and_a_limited_time(storage: Storage) -> None:
    storage.put("raw/u1/signed", b"there")
    upload = storage.signed("raw/u1/free")
    signature = upload.partition("?token=")[2]

    def link(seconds: int) -> str:
        answer = storage.call("POST", f"{OBJECT}/sign/raw/u1/signed", {"expiresIn": seconds})
        return str(answer.json()["signedURL"])

    def status(method: str, path: str, bearer: str | None = None) -> tuple[int, str]:
        answer = storage.call(method, path, b"x" if method == "PUT" else None, bearer=bearer)
        return answer.status, answer.code

    bad = (403, "bad_signature")
    assert status("PUT", f"{OBJECT}/upload/sign/raw/u1/other?token={signature}") == bad
    assert status("PUT", f"{OBJECT}/upload/sign/parsed/u1/free?token={signature}") == bad
    assert status("PUT", upload[:-3] + "AAA") == bad
    assert status("PUT", f"{OBJECT}/upload/sign/raw/u1/free") == bad
    assert status("PUT", f"{OBJECT}/upload/sign/raw/u1/free?token={SERVICE}") == bad
    assert status("PUT", f"{OBJECT}/upload/sign/raw/u1/signed?token={link(3600).partition('=')[2]}") == bad
    assert status("GET", f"{OBJECT}/sign/raw/u1/free?token={signature}") == bad
    assert status("GET", f"{OBJECT}/raw/u1/signed", signature) == (401, "unauthorized")
    assert storage.call("GET", "/storage/v1" + link(3600), bearer=None).status == 200
    short = "/storage/v1" + link(1)
    eventually(lambda: storage.call("GET", short, bearer=None).status, lambda s: s == 403, "the URL to expire")
    assert status("GET", short) == (403, "url_expired")
    assert not storage.file("raw/u1/free").exists()


def test_an_upload_url_never_overwrites(storage: Storage) -> None:
    url = storage.signed("raw/u1/once")
    assert storage.call("PUT", url, b"first", bearer=None).status == 200
    again = storage.call("PUT", url, b"second", bearer=None, x_upsert="true")
    assert (again.status, again.code) == (409, "already_exists")
    assert storage.call("GET", f"{OBJECT}/raw/u1/once").body == b"first"


async def test_exactly_one_of_two_simultaneous_uploads_wins(storage: Storage) -> None:
    url = storage.url + storage.signed("raw/u1/race")
    both_began = asyncio.Barrier(2)

    async def body(letter: bytes) -> AsyncIterator[bytes]:
        yield letter * 100_000
        await both_began.wait()
        yield letter * 100_000

    async with aiohttp.ClientSession() as session:
        answers = await asyncio.gather(session.put(url, data=body(b"a")), session.put(url, data=body(b"b")))
        assert sorted(answer.status for answer in answers) == [200, 409]
    whole = storage.call("GET", f"{OBJECT}/raw/u1/race").body
    assert whole in (b"a" * 200_000, b"b" * 200_000)
    assert storage.incoming() == []


# Uploads that must leave nothing


def test_more_bytes_than_agreed_are_refused(storage: Storage) -> None:
    url = storage.signed("raw/u1/large", max_bytes=1000)
    announced = storage.call("PUT", url, bytes(1001), bearer=None)
    streamed = storage.call("PUT", url, iter([bytes(600), bytes(600)]), bearer=None)
    for answer in (announced, streamed):
        assert (answer.status, answer.code) == (413, "too_large")
    assert not storage.file("raw/u1/large").exists()
    assert storage.incoming() == []
    assert storage.call("PUT", url, bytes(1000), bearer=None).status == 200


def a_part_to(url: str) -> str:
    """A request that promises a thousand bytes and sends ten."""
    return f"PUT {url} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n0123456789"


def test_an_upload_announced_too_large_is_refused_before_its_bytes_are_sent(storage: Storage) -> None:
    url = storage.signed("raw/u1/announced", max_bytes=10)
    with begun(storage, f"PUT {url} HTTP/1.1\r\nHost: x\r\nContent-Length: 11\r\n\r\n") as connection:
        assert connection.recv(1000).startswith(b"HTTP/1.1 413 ")


def test_a_client_that_vanishes_leaves_nothing(storage: Storage) -> None:
    url, logged = storage.signed("raw/u1/vanished"), len(storage.log())
    with begun(storage, a_part_to(url)):
        eventually(storage.incoming, lambda files: len(files) == 1, "an upload under way")
    eventually(storage.incoming, lambda files: files == [], "an empty folder of uploads")
    assert "unexpected error" not in storage.log()[logged:]
    assert not storage.file("raw/u1/vanished").exists()
    assert storage.call("PUT", url, b"whole", bearer=None).status == 200


def test_a_stalled_upload_is_ended(storage: Storage, tmp_path: Path) -> None:
    url = storage.signed("raw/u1/stalled")  # valid at both services: they share the secret
    with running(Storage(tmp_path, tmp_path / "storage.log", patience=1)) as impatient:
        with begun(impatient, a_part_to(url)) as connection:
            assert connection.recv(1000).startswith(b"HTTP/1.1 408 ")
        assert impatient.incoming() == []
        assert not impatient.file("raw/u1/stalled").exists()


def test_a_full_disk_is_reported_and_no_partial_upload_left(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    log = tmp_path_factory.mktemp("log") / "storage.log"
    with small_disk(tmp_path, MIB), running(Storage(tmp_path, log)) as storage:
        url = storage.signed("raw/u1/d1/large")
        for _ in range(2):
            answer = storage.call("PUT", url, bytes(2 * MIB), bearer=None)
            assert (answer.status, answer.code) == (507, "storage_full")
            assert storage.incoming() == []
            assert list(storage.file("raw").iterdir()) == []
        assert storage.call("GET", "/health").json() == {"status": "healthy"}
        with pytest.raises(OSError, match="space"):
            (tmp_path / "filler").write_bytes(bytes(2 * MIB))
        unhealthy = storage.call("GET", "/health")
        assert (unhealthy.status, unhealthy.code) == (503, "not_writable")
        (tmp_path / "filler").unlink()
        assert storage.call("PUT", url, bytes(1000), bearer=None).status == 200


# The log


def test_the_log_is_json_and_contains_no_secret(storage: Storage) -> None:
    url = storage.signed("raw/u1/logged")
    storage.call("PUT", url, b"what the document says", bearer=None)
    log = storage.log()
    assert all("correlation_id" in json.loads(line) for line in log.splitlines())
    for secret in (
        SECRET,
        SERVICE,
        url.partition("token=")[2],
        "what the document says",
        base64.b64encode(KEY).decode(),
    ):
        assert secret not in log
