"""Data of a real stack are changed and restored; restoring unchanged data changes nothing."""

from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any

import httpx
import pytest

from keywords.basics.errors import TestBedError
from keywords.documents.pdf import generate
from keywords.faults.fault import Fault
from keywords.stacks.embedded import Embedded
from tests.pipeline.conftest import HOME, QUICK_AND_GENEROUS, Stack, started
from tests.pipeline.database import sql
from tests.pipeline.people import Person, Upload
from tests.pipeline.providers import weather

BUFFER = """
SELECT chunk_ord, text, chunk_sha FROM upload_pipeline.document_chunk_buffer
WHERE document_id = $1::uuid ORDER BY chunk_ord
"""
RAW = "SELECT raw_path AS path FROM upload_pipeline.documents WHERE document_id = $1::uuid"


@pytest.fixture(scope="module")
def victim() -> Iterator[Stack]:
    with started("changed", **QUICK_AND_GENEROUS | {"workers": 1, "call_timeout_seconds": 300}) as found:
        yield found


@pytest.fixture(scope="module")
def under_way(victim: Stack) -> Iterator[Upload]:
    """A document whose chunks stay in the buffer."""
    with weather(victim.urls["openai"], mode="hang"):
        person = Person(victim.urls["api"])
        upload = person.upload(generate("under way", pages=2))
        person.wait(upload, stage="embedding")
        yield upload


def there_and_back(victim: Stack, fault: Fault, look: Callable[[], Any]) -> None:
    there, before = Embedded(victim.name, str(HOME)), look()
    fault.heal(there)
    assert look() == before
    fault.strike(there)
    assert look() != before
    for _ in range(2):
        fault.heal(there)
        assert look() == before


@pytest.mark.parametrize("change", ["text", "hash"])
def test_buffered_chunks_are_changed_and_restored(victim: Stack, under_way: Upload, change: str) -> None:
    fault = Fault("corrupt", "postgres", {"change": change, "document_id": under_way.document_id})
    there_and_back(victim, fault, lambda: sql(victim.database, BUFFER, under_way.document_id))


def test_a_stored_object_is_changed_and_restored(victim: Stack, under_way: Upload) -> None:
    name = sql(victim.database, RAW, under_way.document_id)[0]["path"]
    key = {"Authorization": f"Bearer {victim.secrets['SERVICE_ROLE_KEY']}"}
    address = f"{victim.urls['storage']}/storage/v1/object/authenticated/{name}"

    def digest() -> str:
        return sha256(httpx.get(address, headers=key, timeout=60).raise_for_status().content).hexdigest()

    there_and_back(victim, Fault("corrupt", "storage", {"object": name, "sha256": digest()}), digest)


@pytest.mark.parametrize(
    ("target", "how"),
    [
        ("storage", {"object": "raw/nobody/nothing/original.pdf", "sha256": ""}),
        ("postgres", {"change": "text", "document_id": "00000000-0000-0000-0000-000000000000"}),
    ],
)
def test_missing_data_cannot_be_changed_and_need_no_restoring(victim: Stack, target: str, how: dict[str, str]) -> None:
    fault, there = Fault("corrupt", target, how), Embedded(victim.name, str(HOME))
    with pytest.raises(TestBedError, match="there is nothing of"):
        fault.strike(there)
    fault.heal(there)
