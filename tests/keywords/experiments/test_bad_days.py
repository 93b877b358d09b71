"""Bad answers from the providers: each test makes a figure wrong on purpose, and the figure must show it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest

from keywords.contract.people import Uploaded
from keywords.documents.pdf import generate
from keywords.evidence.cases import Cases
from keywords.evidence.model import Evidence
from keywords.evidence.recorder import Recorder
from keywords.experiments.environment import error_reports
from keywords.experiments.failures import bad_days
from keywords.history.judging import Event, Records

NOW = datetime(2026, 11, 21, tzinfo=UTC)
UPLOADS = [Uploaded(generate(f"bad day {n}", pages=1), f"j{n}", f"d{n}", "u", NOW) for n in range(2)]
FACTS = [one.document.facts[0] for one in UPLOADS]


@pytest.fixture(autouse=True)
def record() -> Iterator[Evidence]:
    with Recorder().experiment("x", {}) as found:
        yield found


def seen(record: Evidence) -> dict[str, tuple[Any, int]]:
    return {one.name: (one.value, one.population) for one in record.observations}


def person(texts: dict[str, str], cents: dict[str, float] | None = None) -> Any:
    """A user who can read these texts, finds passages of any of them, and pays these cents for a job."""

    def job(one: str | Uploaded) -> dict[str, float]:
        job_id = one if isinstance(one, str) else one.job_id
        return {"cost_cents": (cents or {})[job_id]}

    return SimpleNamespace(
        user_id="u",
        content=texts.__getitem__,
        search=lambda _question, _k: [{"text": text} for text in texts.values()],
        job=job,
        wait_for_end=job,
        upload=lambda document: next(u for u in UPLOADS if u.document is document),
    )


@pytest.mark.parametrize(
    ("texts", "own", "foreign"),
    [
        ([FACTS[0].sentence, FACTS[1].sentence], 100, 0),
        ([FACTS[0].sentence, ""], 50, 0),
        ([FACTS[1].sentence, FACTS[0].sentence], 0, 2),  # exchanged
        ([FACTS[0].sentence, f"{FACTS[1].sentence} {FACTS[0].sentence}"], 100, 1),
    ],
)
def test_a_text_must_hold_the_facts_of_its_own_document_and_no_others(
    record: Evidence, texts: list[str], own: float, foreign: int
) -> None:
    bad_days.observe_texts(person({f"d{n}": text for n, text in enumerate(texts)}), UPLOADS)
    found = seen(record)
    assert found["facts in the parsed text"] == (own, 2)
    assert found["facts from other documents"] == (foreign, 2)


def retry(code: str | None, message: str | None) -> Event:
    return Event("e", "j0", "d0", NOW, "retry", "parsing", code=code, message=message)


@pytest.mark.parametrize(
    ("events", "specific", "distinct"),
    [
        ([retry("parser_away", "It is away."), retry("parser_busy", "It is busy.")], (100, 2), (2, 2)),
        ([retry("parser_away", "It is away."), retry("internal_error", "Something is wrong.")], (50, 2), (2, 2)),
        ([retry("parser_away", "away"), retry(None, "It is away.")], (0, 2), (2, 2)),
        ([], (0, 0), (0, 0)),  # nothing was retried, so nothing is proved
    ],
)
def test_a_specific_reason_is_a_code_of_its_own_and_a_sentence(
    record: Evidence, events: list[Event], specific: tuple[float, int], distinct: tuple[int, int]
) -> None:
    bad_days.observe_reasons(Records(events=events))
    assert seen(record) == {"failures with a specific reason": specific, "distinct failure reasons": distinct}


@pytest.mark.parametrize(
    ("mine", "theirs", "differ", "population"),
    [(0.3, 0.3, 0, 2), (0.6, 0.3, 1, 2), (0.0, 0.0, 0, 1)],
)
def test_work_that_was_charged_twice_costs_more_than_on_a_fair_day(
    record: Evidence, mine: float, theirs: float, differ: int, population: int
) -> None:
    other = person({}, {"j0": theirs, "j1": 0.3})
    world = cast(Any, SimpleNamespace(person=lambda: other))
    bad_days.observe_costs(world, person({}, {"j0": mine, "j1": 0.3}), UPLOADS)
    assert seen(record) == {"documents whose cost the faults changed": (differ, population)}


SAID = {"code": "model_away", "message": "The model is away.", "correlation_id": "mine"}


@pytest.mark.parametrize(
    ("status", "headers", "said", "met"),
    [
        (503, {"Retry-After": "5"}, SAID, True),
        (500, {"Retry-After": "5"}, SAID, False),
        (503, {}, SAID, False),
        (503, {"Retry-After": "5"}, {**SAID, "correlation_id": "another"}, False),
        (503, {"Retry-After": "5"}, {**SAID, "code": "internal_error"}, False),
        (503, {"Retry-After": "5"}, {**SAID, "message": "error"}, False),
    ],
)
def test_an_error_must_say_what_is_away_for_how_long_and_under_which_id(
    status: int, headers: dict[str, str], said: dict[str, str], met: bool
) -> None:
    cases, asked = Cases(), cast(Any, SimpleNamespace(refusal=lambda _answer: said))
    answer = cast(Any, SimpleNamespace(status_code=status, headers=headers))
    assert error_reports.check_refusal(cases, asked, "a search", answer, "mine") == said["code"]
    assert (not cases.broken) is met
    assert len(cases) == 5
