"""A text that belongs to another document is refused, even if that document moves on during the check."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any, cast

import pytest

from pipeline.worker import fidelity
from pipeline.worker.failures import Transient
from pipeline.worker.job import Job
from pipeline.worker.stages import parsing
from pipeline.worker.tools import Tools

OURS = "Aardvarks outnumber Belgians; matters 10001, 10002 and 10003 concern warehouses."
THEIRS = "Zeppelins overshadow Yugoslavia; matters 90001, 90002 and 90003 concern lighthouses."


class OtherDocument:
    """A database with one other document, which moves to its next state after each connection."""

    def __init__(self, *states: str) -> None:
        self.states = list(states)

    @asynccontextmanager
    async def connection(self) -> AsyncIterator["OtherDocument"]:
        yield self
        if len(self.states) > 1:
            self.states.pop(0)

    async def fetchval(self, _statement: str, *_: object) -> bool:
        return self.states[0] == "parsed"

    async def fetch(self, _statement: str, *_: object) -> list[dict[str, Any]]:
        return [{"marks": fidelity.marks_in(THEIRS)}] if self.states[0] == "waiting" else []


def doubtful(text: str, database: OtherDocument) -> bool:
    job = SimpleNamespace(
        document_id="ours", payload={"marks": fidelity.marks_in(OURS), "asked_again_about": "the same as before"}
    )
    tools = cast(Tools, SimpleNamespace(database=database))
    return asyncio.run(parsing._is_doubtful(cast(Job, job), text, "the same as before", tools))


@pytest.mark.parametrize("states", [("waiting",), ("parsed",), ("waiting", "parsed")])
def test_another_document_s_text_is_refused_whether_that_one_waits_for_it_or_has_it(states: tuple[str, ...]) -> None:
    with pytest.raises(Transient, match="another document"):
        doubtful(THEIRS, OtherDocument(*states))


def test_a_page_with_little_text_is_recognized_by_its_few_marks() -> None:
    few = fidelity.marks_in("Policy 90001 is due; the renewal is not.")
    assert len(few) == fidelity.TELLING
    assert fidelity.speaks_of_one([few], "The renewal of 90001.")
    assert not fidelity.speaks_of_one([few], OURS)
    assert not fidelity.speaks_of_one([few[:1], []], "The renewal of 90001.")


def test_a_document_s_own_text_is_accepted_and_a_repeated_text_that_fits_no_other_document() -> None:
    assert not doubtful(OURS, OtherDocument("waiting"))
    assert not doubtful("Nothing of this is known; 55555 is its number.", OtherDocument("waiting"))
