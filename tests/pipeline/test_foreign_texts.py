"""A text that is another document's is not believed, whatever becomes of the other one meanwhile."""

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
    """Its owner, who looks at it for the first time, finds it waiting for its text; with every look it gets on."""

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
def test_the_text_of_a_document_that_waits_for_it_or_has_it_is_refused(states: tuple[str, ...]) -> None:
    with pytest.raises(Transient, match="another document"):
        doubtful(THEIRS, OtherDocument(*states))


def test_a_page_of_little_text_is_known_by_what_it_has() -> None:
    few = fidelity.marks_in("Policy 90001 is due; the renewal is not.")
    assert len(few) == fidelity.TELLING
    assert fidelity.speaks_of_one([few], "The renewal of 90001.")
    assert not fidelity.speaks_of_one([few], OURS)
    assert not fidelity.speaks_of_one([few[:1], []], "The renewal of 90001.")


def test_its_own_text_is_believed_and_so_is_one_that_nobody_else_knows_when_it_comes_again() -> None:
    assert not doubtful(OURS, OtherDocument("waiting"))
    assert not doubtful("Nothing of this was ever heard of; 55555 is its number.", OtherDocument("waiting"))
