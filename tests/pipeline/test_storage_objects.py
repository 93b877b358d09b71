"""Objects in storage are read whole and in ranges, written, listed and deleted."""

import hashlib
import http.client
import os
import time
from pathlib import Path

import psutil
import pytest

from pipeline.storage import cipher
from pipeline.storage.client import ObjectCorrupted, StorageClient, StorageUnavailable
from tests.pipeline.people import eventually
from tests.pipeline.storage_service import MIB, OBJECT, SERVICE, Storage, begun, bytes_of, collect

pytest_plugins = ["tests.pipeline.storage_fixtures"]


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
def test_a_range_returns_its_bytes(storage: Storage, header: str, start: int, stop: int | None) -> None:
    data = bytes_of(150_000)
    storage.put("raw/u1/ranges", data, x_upsert="true")
    answer = storage.call("GET", f"{OBJECT}/raw/u1/ranges", range=header)
    assert (answer.status, answer.body) == (206, data[start:stop])
    assert answer.headers["content-range"] == f"bytes {start}-{(stop or len(data)) - 1}/{len(data)}"


@pytest.mark.parametrize("header", ["bytes=0-1,5-6", "lines=0-1", "bytes=-", "bytes=5-1", "bytes=a-b"])
def test_an_unsupported_range_returns_the_whole_object(storage: Storage, header: str) -> None:
    storage.put("raw/u1/whole", b"0123456789", x_upsert="true")
    answer = storage.call("GET", f"{OBJECT}/raw/u1/whole", range=header)
    assert (answer.status, answer.body) == (200, b"0123456789")


def test_a_range_outside_the_object_is_refused_and_one_of_a_changed_object_ignored(storage: Storage) -> None:
    storage.put("raw/u1/small", b"0123456789")
    storage.put("raw/u1/empty", b"")
    for name, header in (("small", "bytes=10-"), ("small", "bytes=-0"), ("empty", "bytes=0-"), ("empty", "bytes=-1")):
        answer = storage.call("GET", f"{OBJECT}/raw/u1/{name}", range=header)
        assert (answer.status, answer.code) == (416, "range_not_satisfiable")
    assert storage.call("GET", f"{OBJECT}/raw/u1/small", range="bytes=10-").headers["content-range"] == "bytes */10"
    assert storage.call("GET", f"{OBJECT}/raw/u1/small", range="bytes=1-2", if_range='"else"').status == 200
    assert storage.call("GET", f"{OBJECT}/raw/u1/empty").body == b""


def test_info_describes_an_object(storage: Storage) -> None:
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


async def test_a_damaged_object_is_never_served_as_whole(storage: Storage, client: StorageClient) -> None:
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


def test_an_object_is_overwritten_only_by_an_upsert(storage: Storage) -> None:
    assert storage.put("raw/u1/upsert", b"one").status == 200
    assert storage.put("raw/u1/upsert", b"two").status == 409
    assert storage.put("raw/u1/upsert", b"three", x_upsert="true").status == 200
    assert storage.call("GET", f"{OBJECT}/raw/u1/upsert").body == b"three"
    for clash in ("raw/u1/upsert/below", "raw/u1"):
        assert storage.put(clash, b"x", x_upsert="true").status == 409
        assert storage.put(clash, b"x").status == 409


def test_a_listing_shows_files_and_folders_below_a_prefix(storage: Storage) -> None:
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


def test_deleting_removes_the_named_objects_and_empty_folders(storage: Storage) -> None:
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
def test_a_prefix_that_is_too_broad_deletes_nothing(storage: Storage, prefix: str) -> None:
    storage.put("raw/keeper/d1/a", b"x", x_upsert="true")
    answer = storage.call("DELETE", f"{OBJECT}/raw", {"prefixes": ["keeper/d1/", prefix]})
    assert answer.status == 422
    assert storage.call("GET", f"{OBJECT}/raw/keeper/d1/a").status == 200


def test_a_large_download_blocks_no_one_and_its_reader_may_leave(storage: Storage) -> None:
    storage.put("raw/u1/long", bytes(64 * MIB))

    def is_open() -> bool:
        return any(file.path.endswith("raw/u1/long") for file in psutil.Process(storage.pid).open_files())

    request = f"GET {OBJECT}/raw/u1/long HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {SERVICE}\r\n\r\n"
    with begun(storage, request) as reader:
        assert reader.recv(1000).startswith(b"HTTP/1.1 200 ")
        assert storage.call("GET", f"{OBJECT}/info/raw/u1/long").json()["size"] == 64 * MIB
        assert is_open()
    eventually(is_open, lambda still: not still, "the object to be closed")
