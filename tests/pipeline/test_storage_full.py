"""The storage's disk is full: it says so, keeps no half of anything, and goes on when there is room."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import FileIO
from pathlib import Path

import httpx
import pytest

from keywords.documents.pdf import generate
from pipeline.storage.client import StorageClient, StorageUnavailable
from tests.pipeline.clean_history import assert_clean
from tests.pipeline.conftest import HOME, QUICK_AND_GENEROUS, Stack, started
from tests.pipeline.people import Person, eventually
from tests.pipeline.test_bad_input import weather
from tests.pipeline.test_workers import codes

SIZE = 2 * 1024 * 1024


@contextmanager
def small_disk(folder: Path) -> Iterator[None]:
    """A real file system of its own. Only root can make one; others skip, but where CI runs it must not be skipped."""
    folder.mkdir(mode=0o700, parents=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)]
    mounted = subprocess.run(mount, capture_output=True, text=True, check=False)
    if mounted.returncode:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"no small disk can be had: {mounted.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.fixture(scope="module")
def cramped() -> Iterator[Stack]:
    """A stack whose storage lies on a disk of two megabytes."""
    label = "cramped"
    folder = HOME / f"test-{os.getpid()}-{label}"
    patient = QUICK_AND_GENEROUS | {"retry_base_seconds": 0.5, "max_retries": 7}
    with small_disk(folder / "storage"), started(label, **patient) as stack:
        yield stack
    folder.joinpath("storage").rmdir()
    folder.rmdir()


@contextmanager
def full(stack: Stack) -> Iterator[None]:
    """Nothing more can be written."""
    filler = stack.folder / "storage" / "filler"
    try:
        with filler.open("wb", buffering=0) as file:
            # Again as long as a look whether storage can be written to may have had a page, and given it back.
            while left_over(stack) or fill(file):
                pass
        yield
    finally:
        filler.unlink(missing_ok=True)


def fill(file: FileIO) -> int:
    """Until no byte goes in; how many went in."""
    before = file.tell()
    for block in (64 * 1024, 1):
        with suppress(OSError):
            while file.write(bytes(block)):
                pass
    return file.tell() - before


def nothing_left_over(stack: Stack) -> None:
    """What is under way, or looks whether storage can be written to, may lie there for a moment."""
    eventually(lambda: left_over(stack), lambda left: left == [], "nothing left of what found no room")


def left_over(stack: Stack) -> list[Path]:
    return [path for path in (stack.folder / "storage" / ".incoming").iterdir() if path.is_file()]


def test_bytes_that_find_no_room_are_refused_and_taken_when_there_is_room(cramped: Stack) -> None:
    person, document = Person(cramped.urls["api"]), generate("no room", pages=2)
    before = person.embed(generate("had room", pages=1))
    upload = person.begin(document)
    with full(cramped):
        for _ in range(2):
            refused = httpx.put(upload.signed_url, content=document.data, timeout=30)
            assert (refused.status_code, refused.json()["error"]["code"]) == (507, "storage_full")
        nothing_left_over(cramped)
        ready = eventually(
            lambda: httpx.get(f"{cramped.urls['api']}/ready", timeout=30),
            lambda answer: answer.status_code == 503,
            "the truth",
        )
        assert ready.json()["dependencies"]["storage"] == "unavailable"
        assert person.http.get(f"/api/v2/documents/{before.document_id}/content").status_code == 200
        assert person.job(upload.job_id)["state"] in ("queued", "working")  # it waits for its bytes
    assert httpx.put(upload.signed_url, content=document.data, timeout=30).status_code == 200
    assert_clean(cramped, [before, upload])


def test_a_parsed_text_that_finds_no_room_is_put_again_when_there_is_room(cramped: Stack) -> None:
    person = Person(cramped.urls["api"])
    with weather(cramped.urls["llamaparse"], mode="hang"):
        uploads = [person.upload(generate(f"parsed without room {n}", pages=2)) for n in range(3)]
        for upload in uploads:
            person.wait(upload, stage="job_validated", state="working")
        with full(cramped):
            httpx.delete(f"{cramped.urls['llamaparse']}/control/weather", timeout=30)
            for upload in uploads:
                job = person.wait(upload, stage="parsing", state="retryable")
                assert job["last_error"]["code"] == "storage_unavailable"
                assert "full" in job["last_error"]["message"]
            nothing_left_over(cramped)
    assert_clean(cramped, uploads)
    assert set(codes(cramped, uploads, "retry")) == {"parser_unavailable", "storage_unavailable"}


async def test_the_storage_s_own_callers_are_told_that_it_is_full(cramped: Stack) -> None:
    client = StorageClient(cramped.urls["storage"], cramped.secrets["SERVICE_ROLE_KEY"], 60)
    try:
        with full(cramped), pytest.raises(StorageUnavailable) as refused:
            await client.put("parsed", "user/document/text.md", bytes(5000), "text/markdown")
        assert refused.value.status == 507
        await client.put("parsed", "user/document/text.md", bytes(5000), "text/markdown")
        assert await client.delete_prefix("parsed", "user/document/") == 1
    finally:
        await client.close()
