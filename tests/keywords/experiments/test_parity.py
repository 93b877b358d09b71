"""Differences between a recorded behaviour and one that was seen."""

import yaml

from keywords.experiments.documents.parity import BASELINE, FUNCTIONS, differences


def test_what_differs_what_is_missing_and_what_is_new_are_named() -> None:
    recorded = {"size": 3, "answer": 409, "code": "duplicate"}
    seen = {"size": 3, "answer": 201, "warning": "late"}
    assert differences(recorded, seen) == [
        "answer: recorded 409, seen 201",
        "code: recorded 'duplicate', seen None",
        "warning: recorded None, seen 'late'",
    ]


def test_the_recorded_behaviour_describes_every_function() -> None:
    recorded = yaml.safe_load(BASELINE.read_text(encoding="utf-8"))["behaviour"]
    assert all(recorded[function] for function in FUNCTIONS)
