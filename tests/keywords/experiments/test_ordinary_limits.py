"""How far the accepted requests are from a limit."""

import pytest

from keywords.experiments.interfaces.ordinary_limits import deviation


@pytest.mark.parametrize(("taken", "off"), [(10, 0), (8, 2), (13, 3)])
def test_a_limit_without_time_is_exact(taken: int, off: int) -> None:
    assert deviation(taken, limit=10, seconds=30, a_minute=False) == off


@pytest.mark.parametrize(
    ("taken", "seconds", "off"), [(10, 0.1, 0), (11, 0.1, 0), (12, 0.1, 1), (15, 30, 0), (16, 30, 1)]
)
def test_a_limit_a_minute_gives_back_as_time_goes_by(taken: int, seconds: float, off: int) -> None:
    assert deviation(taken, limit=10, seconds=seconds, a_minute=True) == off


def test_refusing_too_early_is_off_too() -> None:
    assert deviation(3, limit=10, seconds=60, a_minute=True) == 7
