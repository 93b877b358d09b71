"""Changed data: a second change restores the first, and what is out of reach is a fault of the test bed."""

from collections.abc import Callable
from typing import Any

import pytest

from keywords.basics.errors import TestBedError
from keywords.faults import corruption
from keywords.faults.corruption import CHANGES, DIGITS, flip_digits
from keywords.stacks.protocol import Stack
from tests.keywords.stacks.fake import FakeStack

Act = Callable[[Stack, str, dict[str, Any]], None]
NOWHERE = {"SERVICE_ROLE_KEY": "key", "DATABASE_URL": "postgresql://127.0.0.1:9/nowhere"}


def test_changing_the_digits_twice_restores_them() -> None:
    content = b"Policy B-2718281 of page 3 is worth 9,050 EUR."
    assert content.translate(DIGITS) == b"Policy B-7281718 of page 6 is worth 0,949 EUR."
    assert content.translate(DIGITS).translate(DIGITS) == content


def test_a_row_is_restored_only_if_its_text_and_hash_differ() -> None:
    change = flip_digits("text")
    assert change.heal.startswith(change.strike)
    assert "chunk_sha <>" in change.heal.removeprefix(change.strike)
    assert all("%(document_id)s" in change.strike for change in CHANGES.values())


@pytest.mark.parametrize("act", [corruption.corrupt, corruption.restore])
@pytest.mark.parametrize("target", ["storage", "postgres"])
def test_a_service_that_is_out_of_reach_is_a_fault_of_the_test_bed(act: Act, target: str) -> None:
    stack = FakeStack(addresses={"storage": "http://127.0.0.1:9"}, secrets=NOWHERE)
    how = {"object": "raw/u/d/original.pdf", "sha256": "", "change": "text", "document_id": "d"}
    with pytest.raises(TestBedError, match="cannot be written to"):
        act(stack, target, how)
