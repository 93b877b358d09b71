"""The storage service, run as a process of its own, and its cipher, at its borders."""

import asyncio
import base64
import hashlib
import http.client
import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import jwt
import psutil
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.logs import correlation_id
from pipeline.settings import SettingsError
from pipeline.storage import cipher
from pipeline.storage.client import (
    ObjectCorrupted,
    ObjectMissing,
    StorageClient,
    StorageRefused,
    StorageUnavailable,
)
from pipeline.storage.names import Name
from pipeline.storage.objects import StoredObject

SECRET = "test-secret-of-more-than-thirty-two-bytes"
KEY = bytes(range(32))
OBJECT = "/storage/v1/object"
MIB = 1024 * 1024
PATIENCE = 3


def token(role: str, **claims: Any) -> str:
    return jwt.encode({"role": role, **claims}, SECRET, "HS256")


def user(user_id: str, **claims: Any) -> str:
    return token("authenticated", **{"aud": "authenticated", "sub": user_id, "exp": time.time() + 60, **claims})


SERVICE = token("service_role")


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def code(self) -> str:
        error = self.json()["error"]
        assert set(error) == {"code", "message", "correlation_id"}
        return str(error["code"])


@dataclass(frozen=True)
class Storage:
    """A running service."""

    url: str
    data_dir: Path
    log: Path
    pid: int

    def file(self, name: str) -> Path:
        return self.data_dir / "storage" / name

    def incoming(self) -> list[Path]:
        return list(self.file(".incoming").iterdir())

    def call(self, method: str, path: str, body: Any = None, *, bearer: str | None = SERVICE, **headers: str) -> Answer:
        """One request, its path sent exactly as it is written."""
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=20)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if bearer:
            sent["authorization"] = f"Bearer {bearer}"
        data = json.dumps(body) if isinstance(body, dict) else body
        try:
            connection.request(method, path, data, sent)
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    def put(self, name: str, data: bytes, **headers: str) -> Answer:
        return self.call("POST", f"{OBJECT}/{name}", data, **headers)

    def signed(self, name: str, **wanted: int) -> str:
        answer = self.call("POST", f"{OBJECT}/upload/sign/{name}", wanted)
        assert answer.status == 200, answer.body
        return "/storage/v1" + str(answer.json()["url"])


@contextmanager
def running(data_dir: Path) -> Iterator[Storage]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{probe.getsockname()[1]}"
    environment = os.environ | {
        "PIPELINE_DATA_DIR": str(data_dir),
        "PIPELINE_STORAGE_URL": url,
        "PIPELINE_JWT_SECRET": SECRET,
        "PIPELINE_STORAGE_KEY": base64.b64encode(KEY).decode(),
        "PIPELINE_CALL_TIMEOUT_SECONDS": str(PATIENCE),
    }
    command = [sys.executable, "-c", "from pipeline.storage.app import main; main()"]
    with tempfile.NamedTemporaryFile(suffix=".log") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT)
        storage = Storage(url, data_dir, Path(log.name), process.pid)
        try:
            eventually(lambda: reachable(storage) or process.poll() is not None)
            assert process.poll() is None, storage.log.read_text()
            yield storage
        finally:
            process.terminate()
            process.wait(10)


def reachable(storage: Storage) -> bool:
    try:
        return storage.call("GET", "/health").status == 200
    except OSError:
        return False


def eventually(condition: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "the condition was not met in time"
        time.sleep(0.02)


@pytest.fixture(scope="module")
def storage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Storage]:
    data_dir = tmp_path_factory.mktemp("storage")
    left_over = data_dir / "storage" / ".incoming" / "left-over"
    left_over.parent.mkdir(parents=True)
    left_over.write_bytes(b"of an upload that a crash cut off")
    with running(data_dir) as service:
        assert not left_over.exists()
        yield service


@pytest.fixture
async def client(storage: Storage) -> AsyncIterator[StorageClient]:
    client = StorageClient(storage.url, SERVICE, 5)
    yield client
    await client.close()


def bytes_of(length: int, seed: int = 0) -> bytes:
    return random.Random(seed).randbytes(length)


# The cipher

LENGTHS = st.builds(
    lambda frames, around: max(0, frames * cipher.FRAME + around), st.integers(0, 3), st.integers(-20, 20)
)
quick = settings(max_examples=40, deadline=None)


def seal(data: bytes, cuts: int = 1, name: str = "raw/a") -> bytes:
    sealer = cipher.Sealer(KEY, name)
    step = max(1, len(data) // cuts)
    sealed = b"".join(sealer.update(data[i : i + step]) for i in range(0, len(data), step))
    return sealed + sealer.finish("text/plain", "2026-01-01T00:00:00+00:00")[0]


@contextmanager
def opened(sealed: bytes, name: str = "a") -> Iterator[StoredObject]:
    with tempfile.TemporaryFile() as file:
        file.write(sealed)
        file.flush()
        yield StoredObject(os.dup(file.fileno()), KEY, Name("raw", (name,)))


def unseal(sealed: bytes, name: str = "a") -> bytes:
    with opened(sealed, name) as stored, stored:
        return b"".join(stored.pieces(0, stored.footer.size))


@quick
@given(length=LENGTHS, cuts=st.integers(1, 9))
def test_what_is_sealed_comes_back(length: int, cuts: int) -> None:
    data = bytes_of(length)
    sealed = seal(data, cuts)
    assert len(sealed) == cipher.sealed_length(length)
    assert unseal(sealed) == data
    with opened(sealed) as stored:
        footer = stored.footer
    assert (footer.size, footer.sha256) == (length, hashlib.sha256(data).hexdigest())


@quick
@given(length=LENGTHS, ends=st.tuples(st.floats(0, 1), st.floats(0, 1)))
def test_a_range_is_a_slice(length: int, ends: tuple[float, float]) -> None:
    data = bytes_of(length)
    start, stop = sorted(int(end * length) for end in ends)
    with opened(seal(data)) as stored:
        assert b"".join(stored.pieces(start, stop)) == data[start:stop]


@quick
@given(length=LENGTHS, where=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_a_flipped_bit_is_detected(length: int, where: float, bit: int) -> None:
    sealed = bytearray(seal(bytes_of(length)))
    sealed[int(where * len(sealed))] ^= 1 << bit
    with pytest.raises(cipher.Corrupted):
        unseal(bytes(sealed))


def frames_and_trailer(sealed: bytes) -> tuple[list[bytes], bytes]:
    body, trailer = sealed[: -cipher.TRAILER], sealed[-cipher.TRAILER :]
    step = cipher.FRAME + cipher.TAG
    return [body[i : i + step] for i in range(0, len(body), step)], trailer


@quick
@given(frames=st.integers(2, 5), last=st.sampled_from([1, 77, cipher.FRAME]), chosen=st.data())
def test_a_dropped_swapped_repeated_or_appended_frame_is_detected(
    frames: int, last: int, chosen: st.DataObject
) -> None:
    length = (frames - 1) * cipher.FRAME + last
    whole, trailer = frames_and_trailer(seal(bytes_of(length)))
    other, _ = frames_and_trailer(seal(bytes_of(length)))
    i, j = chosen.draw(st.lists(st.integers(0, frames - 1), min_size=2, max_size=2, unique=True))
    swapped = [whole[{i: j, j: i}.get(k, k)] for k in range(frames)]
    transplanted = [*whole[:i], other[i], *whole[i + 1 :]]
    for changed in (
        whole[:i] + whole[i + 1 :],
        swapped,
        transplanted,
        [*whole, whole[i]],
        [*whole[:i], whole[j], *whole[i:]],
    ):
        with pytest.raises(cipher.Corrupted):
            unseal(b"".join(changed) + trailer)


@quick
@given(length=LENGTHS, kept=st.floats(0, 1, exclude_max=True))
def test_a_truncated_file_is_detected(length: int, kept: float) -> None:
    sealed = seal(bytes_of(length))
    with pytest.raises(cipher.Corrupted):
        unseal(sealed[: int(kept * len(sealed))])


def test_a_file_under_another_name_or_key_does_not_open() -> None:
    with pytest.raises(cipher.Corrupted):
        unseal(seal(b"mine", name="raw/b"))
    with pytest.raises(cipher.Corrupted):
        cipher.Opener(bytes(32), "raw/a", seal(b"")[-cipher.TRAILER :], cipher.sealed_length(0))


@pytest.mark.parametrize("text", ["", "not base64!", base64.b64encode(bytes(31)).decode(), "ü" * 44])
def test_a_wrong_storage_key_is_named(text: str) -> None:
    with pytest.raises(SettingsError, match=r"^wrong settings: PIPELINE_STORAGE_KEY: [^\n]+$"):
        cipher.read_key(text)


# Signed URLs


def test_signed_upload_then_signed_download(storage: Storage) -> None:
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


def test_a_signature_serves_one_object_one_purpose_and_a_time(storage: Storage) -> None:
    storage.put("raw/u1/signed", b"there")
    upload = storage.signed("raw/u1/free")
    signature = upload.partition("?token=")[2]
    link = storage.call("POST", f"{OBJECT}/sign/raw/u1/signed", {"expiresIn": 1}).json()["signedURL"]

    def status(method: str, path: str, bearer: str | None = None) -> tuple[int, str]:
        answer = storage.call(method, path, b"x" if method == "PUT" else None, bearer=bearer)
        return answer.status, answer.code

    bad = (403, "bad_signature")
    assert status("PUT", f"{OBJECT}/upload/sign/raw/u1/other?token={signature}") == bad
    assert status("PUT", f"{OBJECT}/upload/sign/parsed/u1/free?token={signature}") == bad
    assert status("PUT", upload[:-3] + "AAA") == bad
    assert status("PUT", f"{OBJECT}/upload/sign/raw/u1/free") == bad
    assert status("PUT", f"{OBJECT}/upload/sign/raw/u1/free?token={SERVICE}") == bad
    assert status("PUT", f"{OBJECT}/upload/sign/raw/u1/signed?token={link.partition('=')[2]}") == bad
    assert status("GET", f"{OBJECT}/sign/raw/u1/free?token={signature}") == bad
    assert status("GET", f"{OBJECT}/raw/u1/signed", signature) == (401, "unauthorized")
    eventually(lambda: storage.call("GET", "/storage/v1" + link, bearer=None).status == 403, 4)
    assert status("GET", "/storage/v1" + link) == (403, "url_expired")
    assert not storage.file("raw/u1/free").exists()


def test_an_upload_url_never_overwrites(storage: Storage) -> None:
    url = storage.signed("raw/u1/once")
    assert storage.call("PUT", url, b"first", bearer=None).status == 200
    again = storage.call("PUT", url, b"second", bearer=None, x_upsert="true")
    assert (again.status, again.code) == (409, "already_exists")
    assert storage.call("GET", f"{OBJECT}/raw/u1/once").body == b"first"


async def test_of_two_simultaneous_uploads_one_wins(storage: Storage) -> None:
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


def test_more_than_was_agreed_is_refused(storage: Storage) -> None:
    url = storage.signed("raw/u1/large", max_bytes=1000)
    announced = storage.call("PUT", url, bytes(1001), bearer=None)
    streamed = storage.call("PUT", url, iter([bytes(600), bytes(600)]), bearer=None)
    for answer in (announced, streamed):
        assert (answer.status, answer.code) == (413, "too_large")
    assert not storage.file("raw/u1/large").exists()
    assert storage.incoming() == []
    assert storage.call("PUT", url, bytes(1000), bearer=None).status == 200


@contextmanager
def begun(storage: Storage, request: str) -> Iterator[socket.socket]:
    parts = urlsplit(storage.url)
    with socket.create_connection((parts.hostname, parts.port), timeout=20) as connection:
        connection.sendall(request.encode())
        yield connection


@contextmanager
def begun_upload(storage: Storage, url: str) -> Iterator[socket.socket]:
    """A thousand bytes are promised, ten are sent."""
    request = f"PUT {url} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n0123456789"
    with begun(storage, request) as connection:
        eventually(lambda: len(storage.incoming()) == 1)
        yield connection


def test_too_large_an_upload_is_refused_before_it_is_sent(storage: Storage) -> None:
    url = storage.signed("raw/u1/announced", max_bytes=10)
    with begun(storage, f"PUT {url} HTTP/1.1\r\nHost: x\r\nContent-Length: 11\r\n\r\n") as connection:
        assert connection.recv(1000).startswith(b"HTTP/1.1 413 ")


def test_a_client_that_vanishes_leaves_nothing(storage: Storage) -> None:
    url, logged = storage.signed("raw/u1/vanished"), len(storage.log.read_text())
    with begun_upload(storage, url):
        pass
    eventually(lambda: storage.incoming() == [])
    assert "unexpected error" not in storage.log.read_text()[logged:]
    assert not storage.file("raw/u1/vanished").exists()
    assert storage.call("PUT", url, b"whole", bearer=None).status == 200


def test_an_upload_that_stalls_is_ended(storage: Storage) -> None:
    with begun_upload(storage, storage.signed("raw/u1/stalled")) as connection:
        assert connection.recv(1000).startswith(b"HTTP/1.1 408 ")
    assert storage.incoming() == []
    assert not storage.file("raw/u1/stalled").exists()


def test_a_full_disk_is_said_and_leaves_nothing(tmp_path: Path) -> None:
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", tmp_path], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"no small file system can be mounted here: {mounted.stderr.decode().strip()}")
    try:
        with running(tmp_path) as storage:
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
    finally:
        subprocess.run(["umount", tmp_path], check=True)


# Who may read what


def test_a_user_reads_own_objects_and_sees_no_others(storage: Storage) -> None:
    storage.put("raw/alice/d1/a.txt", b"hers", content_type="text/plain")
    alice, mallory = user("alice"), user("mallory")
    for path in ("raw", "authenticated/raw", "info/raw"):
        assert storage.call("GET", f"{OBJECT}/{path}/alice/d1/a.txt", bearer=alice).status == 200
        assert storage.call("HEAD", f"{OBJECT}/{path}/alice/d1/a.txt", bearer=alice).status == 200
        foreign = storage.call("GET", f"{OBJECT}/{path}/alice/d1/a.txt", bearer=mallory)
        absent = storage.call("GET", f"{OBJECT}/{path}/alice/d1/absent", bearer=mallory)
        own_absent = storage.call("GET", f"{OBJECT}/{path}/mallory/absent", bearer=mallory)
        assert {foreign.status, absent.status, own_absent.status} == {404}
        assert {foreign.code, absent.code, own_absent.code} == {"object_not_found"}
    assert storage.call("POST", f"{OBJECT}/sign/raw/alice/d1/a.txt", {"expiresIn": 9}, bearer=mallory).status == 404
    assert storage.call("POST", f"{OBJECT}/list/raw", {"prefix": "alice/"}, bearer=mallory).status == 404
    assert storage.call("POST", f"{OBJECT}/list/raw", {"prefix": ""}, bearer=mallory).status == 404
    listed = storage.call("POST", f"{OBJECT}/list/raw", {"prefix": "alice/d1"}, bearer=alice).json()
    assert [entry["name"] for entry in listed] == ["a.txt"]


def test_a_user_writes_nothing(storage: Storage) -> None:
    storage.put("raw/alice/kept", b"kept")
    attempts = [
        ("POST", "/raw/alice/new"),
        ("POST", "/upload/sign/raw/alice/new"),
        ("DELETE", "/raw/alice/kept"),
        ("DELETE", "/raw"),
    ]
    for method, path in attempts:
        answer = storage.call(method, OBJECT + path, {"prefixes": ["alice/kept"]}, bearer=user("alice"))
        assert (answer.status, answer.code) == (403, "forbidden")
    assert storage.call("GET", f"{OBJECT}/raw/alice/kept").status == 200


@pytest.mark.parametrize(
    "bearer",
    [
        None,
        "garbage",
        token("anon"),
        user("alice", exp=time.time() - 1),
        user("alice", aud="another"),
        token("authenticated", aud="authenticated", sub="alice"),
        jwt.encode({"role": "service_role"}, SECRET + "!", "HS256"),
        jwt.encode({"role": "service_role"}, "", "none"),
    ],
)
def test_a_token_must_be_valid(storage: Storage, bearer: str | None) -> None:
    answer = storage.call("GET", f"{OBJECT}/raw/alice/d1/a.txt", bearer=bearer)
    assert (answer.status, answer.code) == (401, "unauthorized")


# Reading


@pytest.mark.parametrize(
    ("header", "start", "stop"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=65535-65536", 65535, 65537),
        ("bytes=149990-", 149990, None),
        ("bytes=-5", 149995, None),
        ("bytes=10-999999999", 10, None),
        ("bytes=-999999", 0, None),
    ],
)
def test_ranges(storage: Storage, header: str, start: int, stop: int | None) -> None:
    data = bytes_of(150_000)
    storage.put("raw/u1/ranges", data, x_upsert="true")
    answer = storage.call("GET", f"{OBJECT}/raw/u1/ranges", range=header)
    assert (answer.status, answer.body) == (206, data[start:stop])
    assert answer.headers["content-range"] == f"bytes {start}-{(stop or len(data)) - 1}/{len(data)}"


@pytest.mark.parametrize("header", ["bytes=0-1,5-6", "lines=0-1", "bytes=-", "bytes=5-1", "bytes=a-b"])
def test_a_range_that_is_not_understood_gives_the_whole(storage: Storage, header: str) -> None:
    storage.put("raw/u1/whole", b"0123456789", x_upsert="true")
    answer = storage.call("GET", f"{OBJECT}/raw/u1/whole", range=header)
    assert (answer.status, answer.body) == (200, b"0123456789")


def test_ranges_outside_and_of_what_has_changed(storage: Storage) -> None:
    storage.put("raw/u1/small", b"0123456789")
    storage.put("raw/u1/empty", b"")
    for name, header in (("small", "bytes=10-"), ("small", "bytes=-0"), ("empty", "bytes=0-"), ("empty", "bytes=-1")):
        answer = storage.call("GET", f"{OBJECT}/raw/u1/{name}", range=header)
        assert (answer.status, answer.code) == (416, "range_not_satisfiable")
    assert storage.call("GET", f"{OBJECT}/raw/u1/small", range="bytes=10-").headers["content-range"] == "bytes */10"
    assert storage.call("GET", f"{OBJECT}/raw/u1/small", range="bytes=1-2", if_range='"else"').status == 200
    assert storage.call("GET", f"{OBJECT}/raw/u1/empty").body == b""


def test_info(storage: Storage) -> None:
    storage.put("parsed/u1/d1/text.md", b"# Text", content_type="text/markdown")
    info = storage.call("GET", f"{OBJECT}/info/parsed/u1/d1/text.md").json()
    assert info.pop("created_at") <= time.strftime("%Y-%m-%dT%H:%M:%S~", time.gmtime())
    assert info == {
        "name": "u1/d1/text.md",
        "bucket_id": "parsed",
        "size": 6,
        "sha256": hashlib.sha256(b"# Text").hexdigest(),
        "content_type": "text/markdown",
    }


def damage(path: Path, offset: int) -> None:
    with path.open("r+b") as file:
        file.seek(offset, os.SEEK_END if offset < 0 else os.SEEK_SET)
        byte = file.read(1)
        file.seek(-1, os.SEEK_CUR)
        file.write(bytes([byte[0] ^ 1]))


async def test_a_damaged_object_is_never_passed_off_as_whole(storage: Storage, client: StorageClient) -> None:
    for name, offset in (("first", 5), ("footer", -5), ("middle", 3 * cipher.FRAME)):
        storage.put(f"raw/damaged/{name}", bytes_of(5 * cipher.FRAME))
        damage(storage.file(f"raw/damaged/{name}"), offset)
    for name in ("first", "footer"):
        answer = storage.call("GET", f"{OBJECT}/raw/damaged/{name}")
        assert (answer.status, answer.code) == (500, "object_corrupted")
        with pytest.raises(ObjectCorrupted):
            await collect(client, "raw", f"damaged/{name}")
    with pytest.raises(ObjectCorrupted):
        await client.info("raw", "damaged/footer")
    with pytest.raises(http.client.IncompleteRead):
        storage.call("GET", f"{OBJECT}/raw/damaged/middle")
    with pytest.raises(StorageUnavailable):
        await collect(client, "raw", "damaged/middle")
    assert (
        storage.call("GET", f"{OBJECT}/raw/damaged/middle", range="bytes=0-9").body == bytes_of(5 * cipher.FRAME)[:10]
    )
    listed = storage.call("POST", f"{OBJECT}/list/raw", {"prefix": "damaged"}).json()
    assert [bool(entry["metadata"]) for entry in listed] == [True, False, True]  # first, footer, middle


# Writing, listing and deleting


def test_create_and_upsert(storage: Storage) -> None:
    assert storage.put("raw/u1/upsert", b"one").status == 200
    assert storage.put("raw/u1/upsert", b"two").status == 409
    assert storage.put("raw/u1/upsert", b"three", x_upsert="true").status == 200
    assert storage.call("GET", f"{OBJECT}/raw/u1/upsert").body == b"three"
    for clash in ("raw/u1/upsert/below", "raw/u1"):
        assert storage.put(clash, b"x", x_upsert="true").status == 409
        assert storage.put(clash, b"x").status == 409


def test_listing(storage: Storage) -> None:
    for name in ("b.txt", "a.txt", "folder/deep.txt"):
        storage.put(f"raw/lister/{name}", b"four", content_type="text/plain")
    entries = storage.call("POST", f"{OBJECT}/list/raw", {"prefix": "lister/"}).json()
    assert [entry["name"] for entry in entries] == ["a.txt", "b.txt", "folder"]
    assert [entry["metadata"] for entry in entries] == [{"size": 4, "mimetype": "text/plain"}] * 2 + [None]
    assert [entry["id"] for entry in entries] == ["raw/lister/a.txt", "raw/lister/b.txt", None]
    page = storage.call("POST", f"{OBJECT}/list/raw", {"prefix": "lister", "limit": 1, "offset": 1}).json()
    assert [entry["name"] for entry in page] == ["b.txt"]
    assert storage.call("POST", f"{OBJECT}/list/raw", {"prefix": "nobody"}).json() == []
    assert "lister" in [entry["name"] for entry in storage.call("POST", f"{OBJECT}/list/raw", {"limit": 1000}).json()]


def test_deleting(storage: Storage) -> None:
    for name in ("d1/a", "d1/sub/b", "d2/c", "d22/d", "d3"):
        storage.put(f"raw/eraser/{name}", b"x")

    def erase(*prefixes: str) -> list[str]:
        answer = storage.call("DELETE", f"{OBJECT}/raw", {"prefixes": prefixes})
        assert answer.status == 200, answer.body
        return [entry["name"] for entry in answer.json()]

    assert erase("eraser/d1/", "eraser/d2", "eraser/absent/") == ["eraser/d1/a", "eraser/d1/sub/b"]
    assert erase("eraser/d2/", "eraser/d3") == ["eraser/d2/c", "eraser/d3"]
    assert erase("eraser/d2/", "eraser/d3") == []
    assert [path.name for path in storage.file("raw/eraser").iterdir()] == ["d22"]
    assert storage.call("DELETE", f"{OBJECT}/raw/eraser/d22/d").status == 200
    assert storage.call("DELETE", f"{OBJECT}/raw/eraser/d22/d").status == 404
    assert not storage.file("raw/eraser").exists()


@pytest.mark.parametrize("prefix", ["", "/", "keeper", "keeper/", "keeper//", "../x/", "keeper/../", "keeper/./x"])
def test_a_prefix_that_says_too_little_deletes_nothing(storage: Storage, prefix: str) -> None:
    storage.put("raw/keeper/d1/a", b"x", x_upsert="true")
    answer = storage.call("DELETE", f"{OBJECT}/raw", {"prefixes": ["keeper/d1/", prefix]})
    assert answer.status == 422
    assert storage.call("GET", f"{OBJECT}/raw/keeper/d1/a").status == 200


# Names and routes

BAD_NAMES = [
    "../parsed/x", "a/../b", "a/%2e%2e/b", "%2e%2e%2fparsed%2fx", "a/..%2f..%2fb", "%252e%252e%252fx", "a/%252e%252e/b",
    "a//b", "/a", "a/", "", ".hidden", "a/.hidden", "a/%00", "a%5cb", "a%20b", "%C3%A4", "%FF", "a/" + "x" * 256,
    "/".join(["x" * 100] * 6),
]  # fmt: skip


@pytest.mark.parametrize("name", BAD_NAMES)
def test_a_name_that_could_lead_astray_is_refused(storage: Storage, name: str) -> None:
    for method, path in (("GET", "raw"), ("POST", "raw"), ("GET", "info/raw"), ("POST", "upload/sign/raw")):
        answer = storage.call(method, f"{OBJECT}/{path}/{name}", b"{}")
        assert (answer.status, answer.code) == (422, "invalid_name"), (method, path)


def test_a_planted_symbolic_link_is_never_followed(storage: Storage, tmp_path: Path) -> None:
    storage.put("parsed/u1/treasure", b"treasure")
    (tmp_path / "treasure").write_bytes(storage.file("parsed/u1/treasure").read_bytes())
    storage.put("raw/links/d1/own", b"x")
    storage.file("raw/links/out").symlink_to(tmp_path)
    storage.file("raw/links/d1/out").symlink_to(tmp_path)
    storage.file("raw/links/d1/file").symlink_to(tmp_path / "treasure")
    for name in ("links/out/treasure", "links/d1/file"):
        assert storage.call("GET", f"{OBJECT}/raw/{name}").status == 404
        assert storage.put(f"raw/{name}", b"x").status == 409
    assert storage.put("raw/links/out/new", b"x", x_upsert="true").status == 409
    assert storage.call("POST", f"{OBJECT}/list/raw", {"prefix": "links/out"}).json() == []
    for prefix in ("links/out/", "links/d1/"):
        storage.call("DELETE", f"{OBJECT}/raw", {"prefixes": [prefix]})
    assert [path.name for path in tmp_path.iterdir()] == ["treasure"]


def test_refusals_have_one_form(storage: Storage) -> None:
    expected: list[tuple[tuple[Any, ...], int, str]] = [
        (("GET", f"{OBJECT}/other/u1/a"), 404, "bucket_not_found"),
        (("GET", f"{OBJECT}/raw/u1/absent"), 404, "object_not_found"),
        (("GET", "/nowhere"), 404, "not_found"),
        (("PATCH", f"{OBJECT}/raw/u1/a"), 405, "method_not_allowed"),
        (("POST", f"{OBJECT}/list/raw", b"{"), 422, "invalid_request"),
        (("POST", f"{OBJECT}/list/raw", {"limit": 0}), 422, "invalid_request"),
        (("POST", f"{OBJECT}/sign/raw/u1/a", {}), 422, "invalid_request"),
        (("POST", f"{OBJECT}/upload/sign/raw/u1/a", {"expires_in": 0}), 422, "invalid_request"),
        (("POST", f"{OBJECT}/list/raw", bytes(300_000)), 413, "too_large"),
    ]
    for request, status, code in expected:
        answer = storage.call(*request, X_Correlation_ID="mine-1")
        assert (answer.status, answer.code) == (status, code), request
        assert answer.json()["error"]["correlation_id"] == answer.headers["x-correlation-id"] == "mine-1"
    assert storage.put("raw/u1/typed", b"x", content_type="a" * 200).status == 422


def test_browsers_are_let_in_from_the_origins_of_the_settings(storage: Storage) -> None:
    asked = {"access_control_request_method": "PUT", "access_control_request_headers": "content-type,x-correlation-id"}
    path = f"{OBJECT}/upload/sign/raw/u1/cors"
    ours = storage.call("OPTIONS", path, bearer=None, origin="http://localhost:3000", **asked)
    assert (ours.status, ours.headers["access-control-allow-origin"]) == (200, "http://localhost:3000")
    assert storage.call("OPTIONS", path, bearer=None, origin="http://evil.example", **asked).status == 400
    refused = storage.call("PUT", path, b"x", bearer=None, origin="http://localhost:3000")
    assert (refused.status, refused.headers["access-control-allow-origin"]) == (403, "http://localhost:3000")


def test_others_are_served_during_a_large_download_and_a_reader_may_leave(storage: Storage) -> None:
    storage.put("raw/u1/long", bytes(64 * MIB))

    def is_open() -> bool:
        return any(file.path.endswith("raw/u1/long") for file in psutil.Process(storage.pid).open_files())

    request = f"GET {OBJECT}/raw/u1/long HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {SERVICE}\r\n\r\n"
    with begun(storage, request) as reader:
        assert reader.recv(1000).startswith(b"HTTP/1.1 200 ")
        assert storage.call("GET", f"{OBJECT}/info/raw/u1/long").json()["size"] == 64 * MIB
        assert is_open()
    eventually(lambda: not is_open())


# The client


async def collect(client: StorageClient, bucket: str, path: str) -> bytes:
    return b"".join([chunk async for chunk in client.stream(bucket, path)])


async def test_the_client_does_its_part(storage: Storage, client: StorageClient) -> None:
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
    assert '"correlation_id": "client-test-1"' in storage.log.read_text()


@asynccontextmanager
async def faulty(answer: bytes) -> AsyncIterator[str]:
    """A server that gives every caller this answer and hangs up; it stays silent if the answer is empty."""

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
        reading, writing = StorageClient(url, SERVICE, 0.5), StorageClient(url, SERVICE, 0.5)
        for attempt in (collect(reading, "raw", "a/b"), writing.put("raw", "a/b", b"x", "text/plain")):
            with pytest.raises(StorageUnavailable, match=message) as failure:
                await attempt
            assert (failure.value.status, failure.value.retry_after) == (status, retry_after)
        await reading.close()
        await writing.close()


async def test_the_client_says_that_nobody_is_there() -> None:
    with socket.socket() as bound_but_deaf:
        bound_but_deaf.bind(("127.0.0.1", 0))
        client = StorageClient(f"http://127.0.0.1:{bound_but_deaf.getsockname()[1]}", SERVICE, 2)
        with pytest.raises(StorageUnavailable, match="cannot be reached") as failure:
            await client.info("raw", "a/b")
        assert failure.value.status is None
        await client.close()


# Much data, and what is left in the log


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


def test_the_log_is_json_and_holds_no_secret(storage: Storage) -> None:
    url = storage.signed("raw/u1/logged")
    storage.call("PUT", url, b"what the document says", bearer=None)
    log = storage.log.read_text()
    assert all("correlation_id" in json.loads(line) for line in log.splitlines())
    for secret in (
        SECRET,
        SERVICE,
        url.partition("token=")[2],
        "what the document says",
        base64.b64encode(KEY).decode(),
    ):
        assert secret not in log
