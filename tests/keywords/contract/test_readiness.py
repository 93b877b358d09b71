"""Readiness, asked while the API itself may be away."""

from keywords.contract import readiness
from tests.keywords.stacks.fake import FakeStack, world_on


def test_an_api_that_does_not_answer_is_away() -> None:
    here = world_on(FakeStack(addresses={"api": "http://127.0.0.1:9"}))
    (said,) = readiness.away(here)
    assert said.startswith("api (")
