"""Differences between the recorded behaviour and the one that was seen."""

import yaml

from keywords.experiments.documents.parity import BASELINE, FUNCTIONS, compared


def test_every_changed_missing_and_new_value_is_named() -> None:
    recorded = {"size": 3, "answer": 409, "code": "duplicate"}
    seen = {"size": 3, "answer": 201, "warning": "late"}
    assert [str(case) for case in compared(recorded, seen) if not case.ok] == [
        "answer: expected 409, seen 201",
        "code: expected duplicate, seen None",
        "warning: expected None, seen late",
    ]
    assert len(compared(recorded, seen)) == 4


def test_the_recorded_behaviour_covers_every_function() -> None:
    recorded = yaml.safe_load(BASELINE.read_text(encoding="utf-8"))["behaviour"]
    assert all(recorded[function] for function in FUNCTIONS)
