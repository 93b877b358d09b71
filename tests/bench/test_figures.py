"""The arithmetic of the benchmark: percentiles, recall, targets, records and tables."""

import json
import re

import pytest

from tests.bench import table
from tests.bench.figures import Figure, Measured, Record, percentile, recall
from tests.bench.page import page


@pytest.mark.parametrize(("percent", "expected"), [(0, 1), (50, 50), (95, 95), (99, 99), (99.5, 100), (100, 100)])
def test_percentile_is_the_nearest_rank(percent: float, expected: float) -> None:
    assert percentile([*range(100, 0, -1)], percent) == expected


def test_percentile_of_one_sample_is_that_sample() -> None:
    assert percentile([7.0], 5) == percentile([7.0], 95) == 7.0


def test_percentile_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="no samples"):
        percentile([], 50)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ([0.9, 0.8, 0.7, 0.6, 0.5], 1.0),
        ([0.9, 0.8, 0.7, 0.6, 0.4], 0.8),  # one is farther than the fifth
        ([0.9, 0.8, 0.7], 0.6),  # too few
        ([0.9, 0.8, 0.7, 0.6, 0.500_001], 1.0),  # as near as the fifth, though another chunk
        ([], 0.0),
    ],
)
def test_recall_counts_chunks_as_near_as_the_truly_nearest(found: list[float], expected: float) -> None:
    assert recall(found, [0.9, 0.8, 0.7, 0.6, 0.5]) == pytest.approx(expected)


def test_recall_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing to find"):
        recall([0.9], [])


def test_a_figure_is_the_median_of_its_runs_compared_with_its_target() -> None:
    figure = Figure("cold start", "s", (1.0, 9.0, 3.0), "<= 6 s")
    assert (figure.value, figure.ratio, figure.met) == (3.0, 0.5, True)


@pytest.mark.parametrize(
    ("value", "target", "met"),
    [(600, ">= 600 docs/min", True), (599, ">= 600 docs/min", False), (600, "<= 599 docs/min", False), (600, "", None)],
)
def test_a_target_is_met_or_missed_or_absent(value: float, target: str, met: bool | None) -> None:
    assert Figure("documents", "docs/min", (value,), target).met is met


def test_a_target_in_another_unit_is_converted() -> None:
    assert Figure("start", "ms", (6001.0,), "<= 6 s").met is False
    assert Figure("start", "ms", (3000.0,), "<= 6 s").ratio == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("value", "written"), [(0.00819, "0.01"), (1.5, "1.50"), (18.26, "18.3"), (431.7, "432"), (1530.4, "1,530")]
)
def test_numbers_show_only_significant_digits(value: float, written: str) -> None:
    assert table.number(value) == written


def example() -> Record:
    measured = Measured()
    measured.add("cold start", "s", [1.5, 1.7, 1.6], "<= 6 s")
    measured.add("warm start", "s", [4.0], "<= 3 s")
    measured.add("uploads accepted", "requests/s", [250.0])
    measured.remark("the generator was late")
    measured.remark("the generator was late")
    measured.remark(None)
    return Record("starts", "2026-11-21T10:00:00+00:00", 12.0, 0.1, 1.9, 2.0, measured.figures, measured.remarks)


def test_the_table_shows_value_spread_target_and_ratio_in_columns() -> None:
    lines = table.text(example().figures).splitlines()
    assert [re.split(r"\s{2,}", line) for line in (lines[0], *lines[2:])] == [
        ["figure", "value", "spread", "target", "ratio", "met"],
        ["cold start", "1.60 s", "1.50 – 1.70 (n=3)", "<= 6 s", "0.27 ×", "yes"],
        ["warm start", "4.00 s", "one run", "<= 3 s", "1.33 ×", "no"],
        ["uploads accepted", "250 requests/s", "one run"],
    ]
    assert len({line.index("s" if n else "value") for n, line in enumerate(lines[:1])}) == 1
    assert lines[2].index("1.60 s") == lines[0].index("value")


def test_a_record_survives_storage() -> None:
    assert Record.from_dict(json.loads(json.dumps(example().as_dict()))) == example()


def test_the_page_counts_targets_and_lists_misses_remarks_and_disturbances() -> None:
    calm = page([example()], {"starts": "How it starts."}, {"CPU": "2 cores"})
    assert "1 of 2 targets are met." in calm
    assert "- Missed: warm start: 4.00 s, target <= 3 s." in calm
    assert calm.count("- `starts`: the generator was late") == 1
    assert "| warm start | 4.00 s | one run | <= 3 s | 1.33 × | **no** |" in calm
    assert "How it starts." in calm
    assert "| CPU | 2 cores |" in calm
    assert "Disturbed" not in calm
    noisy = Record.from_dict({**example().as_dict(), "busy_before": 70.0})
    assert "- Disturbed: the machine was already 70 % busy before `starts` began." in page([noisy], {"starts": ""}, {})
