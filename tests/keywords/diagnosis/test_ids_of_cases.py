"""Where to look after a failure starts from the ids of the failed cases."""

from contextlib import suppress
from typing import Any

import pytest

from keywords.basics.quantities import Limit, Quantity
from keywords.diagnosis import where_to_look
from keywords.evidence.following import Rule
from keywords.evidence.model import Case, Observation
from keywords.evidence.recorder import Recorder
from tests.keywords.stacks.fake import FakeStack, world_on

CASES = [
    Case.of("a question", "an answer", "an answer", document="d-good", user="u-1"),
    Case.of("another", "an answer", "nothing", document="d-bad", job="j-bad", user="u-1", correlation="c-bad"),
]


@pytest.mark.parametrize(("limit", "ids"), [(100, ["d-bad", "j-bad", "c-bad"]), (50, [])])
def test_a_check_hands_on_the_failed_cases_of_the_figures_that_it_found_bad(limit: float, ids: list[str]) -> None:
    recorder = Recorder()
    recorder.begin_check("check/x", "x", "Suite", [], [])
    seen = Observation(
        name="facts found by search", value=50, unit="%", population=2, rule=Rule.SHARE_PASSED, cases=CASES
    )
    with suppress(AssertionError):
        recorder.hold(seen, Limit(">=", Quantity(limit, "%")))
    assert where_to_look.ids_of(recorder.failed) == ids
    recorder.begin_check("check/y", "y", "Suite", [], [])
    assert recorder.failed == []


def test_the_history_is_read_for_these_ids(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    def rows(_place: object, _statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
        asked.append(parameters)
        return [("12:00:00", "error", "parsing", "parse_failed", "w-1", "c-bad", "d-bad")]

    monkeypatch.setattr(where_to_look, "rows", rows)
    monkeypatch.setattr(where_to_look, "log_lines", lambda _place, ids: [f"api: {' '.join(sorted(ids))}"])
    said = where_to_look.explain("50 % is too few", [world_on(FakeStack("one"))], ["d-bad", "c-bad"])
    assert asked == [(["d-bad", "c-bad"],) * 3]
    assert "History of document d-bad\n12:00:00  error  parsing  parse_failed  w-1" in said
    assert "Log lines with c-bad\napi: c-bad" in said
    assert where_to_look.explain("50 % is too few", [world_on(FakeStack("one"))]) == "", "nothing to look for"
