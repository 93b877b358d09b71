"""Storage with a full disk says so, keeps no half-written object, and goes on once there is room."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import FileIO
from pathlib import Path

import httpx
import pytest

from keywords.documents.pdf import generate
from pipeline.storage.client import StorageClient, StorageUnavailable
from tests.pipeline.clean_history import assert_clean
from tests.pipeline.conftest import HOME, PATIENT, Stack, started
from tests.pipeline.jobs import event_codes
from tests.pipeline.people import Person, eventually
from tests.pipeline.providers import clear_weather, weather
from tests.pipeline.small_disk import small_disk

SIZE = 2 * 1024 * 1024


@pytest.fixture(scope="module")
def cramped() -> Iterator[Stack]:
    """A stack whose storage is on a disk of two megabytes."""
    label = "cramped"
    folder = HOME / f"test-{os.getpid()}-{label}"
    with small_disk(folder / "storage", SIZE), started(label, **PATIENT) as stack:
        yield stack
    folder.joinpath("storage").rmdir()
    folder.rmdir()


@contextmanager
def full(stack: Stack) -> Iterator[None]:
    """Fill the disk during the block, to the last byte."""
    filler = stack.folder / "storage" / "filler"
    try:
        with filler.open("wb", buffering=0) as file:
            # Storage writes a probe file to check itself: fill again until no probe can have freed a page.
            while left_over(stack) or fill(file):
                pass
        yield
    finally:
        filler.unlink(missing_ok=True)


def fill(file: FileIO) -> int:
    """Write until not one byte more fits; return how many did."""
    before = file.tell()
    for block in (64 * 1024, 1):
        with suppress(OSError):
            while file.write(bytes(block)):
                pass
    return file.tell() - before


def assert_nothing_left_over(stack: Stack) -> None:
    """Wait until no partial upload is left; one in progress or storage's probe file may be there for a moment."""
    eventually(lambda: left_over(stack), lambda left: left == [], "no partial upload")


def left_over(stack: Stack) -> list[Path]:
    return [path for path in (stack.folder / "storage" / ".incoming").iterdir() if path.is_file()]


def test_an_upload_without_room_is_refused_and_accepted_once_there_is_room(cramped: Stack) -> None:
    person, document = Person(cramped.urls["api"]), generate("no room", pages=2)
    before = person.embed(generate("had room", pages=1))
    upload = person.begin(document)
    with full(cramped):
        for _ in range(2):
            refused = httpx.put(upload.signed_url, content=document.data, timeout=30)
            assert (refused.status_code, refused.json()["error"]["code"]) == (507, "storage_full")
        assert_nothing_left_over(cramped)
        ready = eventually(
            lambda: httpx.get(f"{cramped.urls['api']}/ready", timeout=30),
            lambda answer: answer.json()["dependencies"]["storage"] == "unavailable",
            "the API to report the full storage",
        )
        assert ready.status_code == 503
        assert person.http.get(f"/api/v2/documents/{before.document_id}/content").status_code == 200
        assert person.job(upload.job_id)["state"] in ("queued", "working")  # it waits for its bytes
    assert httpx.put(upload.signed_url, content=document.data, timeout=30).status_code == 200
    assert_clean(cramped, [before, upload])


def test_a_parsed_text_without_room_is_stored_once_there_is_room(cramped: Stack) -> None:
    person = Person(cramped.urls["api"])
    with weather(cramped.urls["llamaparse"], mode="hang"):
        uploads = [person.upload(generate(f"parsed without room {n}", pages=2)) for n in range(3)]
        for upload in uploads:
            person.wait(upload, stage="job_validated", state="working")
        with full(cramped):
            clear_weather(cramped.urls["llamaparse"])
            for upload in uploads:
                job = person.wait(upload, stage="parsing", state="retryable")
                assert job["last_error"]["code"] == "storage_unavailable"
                assert "full" in job["last_error"]["message"]
            assert_nothing_left_over(cramped)
    assert_clean(cramped, uploads)
    assert set(event_codes(cramped, uploads, "retry")) == {"parser_unavailable", "storage_unavailable"}


async def test_storage_tells_its_own_callers_that_it_is_full(cramped: Stack) -> None:
    client = StorageClient(cramped.urls["storage"], cramped.secrets["SERVICE_ROLE_KEY"], 60)
    try:
        with full(cramped), pytest.raises(StorageUnavailable) as refused:
            await client.put("parsed", "user/document/text.md", bytes(5000), "text/markdown")
        assert refused.value.status == 507
        await client.put("parsed", "user/document/text.md", bytes(5000), "text/markdown")
        assert await client.delete_prefix("parsed", "user/document/") == 1
    finally:
        await client.close()
