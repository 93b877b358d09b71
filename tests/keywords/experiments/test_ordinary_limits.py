"""How far the accepted requests are from a limit."""

import pytest

from keywords.experiments.interfaces.ordinary_limits import off_the_limit


@pytest.mark.parametrize(("accepted", "off"), [(10, 0), (8, 2), (13, 3)])
def test_a_limit_without_time_is_exact(accepted: int, off: int) -> None:
    assert off_the_limit(accepted, limit=10, seconds=30, a_minute=False) == off


@pytest.mark.parametrize(
    ("accepted", "seconds", "off"), [(10, 0.1, 0), (11, 0.1, 0), (12, 0.1, 1), (15, 30, 0), (16, 30, 1)]
)
def test_a_limit_per_minute_admits_more_as_time_goes_by(accepted: int, seconds: float, off: int) -> None:
    assert off_the_limit(accepted, limit=10, seconds=seconds, a_minute=True) == off


def test_refusing_too_early_misses_the_limit_too() -> None:
    assert off_the_limit(3, limit=10, seconds=60, a_minute=True) == 7
