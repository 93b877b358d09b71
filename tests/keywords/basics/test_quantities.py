"""Quantities, limits, and when a limit is looser than another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keywords.basics.quantities import OPERATORS, UNITS, Limit, Quantity, QuantityError

values = st.integers(-1000, 1000).map(float)
units = st.sampled_from(sorted(UNITS))
limits = st.builds(Limit, st.sampled_from(sorted(OPERATORS)), st.builds(Quantity, values, st.sampled_from(["ms", "s"])))


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("322.2 ms", 322.2, "ms"),
        ("100 %", 100, "%"),
        ("9 stages", 9, "stages"),
        ("9 out of 10", 9, "out of 10"),
        ("1_000 req/s", 1000, "req/s"),
        ("-1 s", -1, "s"),
    ],
)
def test_a_written_quantity_is_read(text: str, value: float, unit: str) -> None:
    assert Quantity.parse(text) == Quantity(value, unit)


@pytest.mark.parametrize(
    ("text", "said"),
    [("9 stagse", "stages"), ("fast", "number with a unit"), ("9", "no unit ''"), ("1 mss", "'ms'"), ("", "number")],
)
def test_an_unreadable_quantity_is_refused_with_a_suggestion(text: str, said: str) -> None:
    with pytest.raises(QuantityError) as refused:
        Quantity.parse(text)
    assert said in str(refused.value)


@given(values, units)
def test_a_quantity_equals_itself_in_every_unit_of_its_family(value: float, unit: str) -> None:
    for other in UNITS[unit]:
        there = Quantity(value, unit).to(other)
        assert there.to(unit).value == pytest.approx(value)


def test_units_compare_across_a_family_and_not_across_families() -> None:
    assert Limit("<=", Quantity(2, "s")).holds(Quantity(1999, "ms"))
    assert not Limit("<=", Quantity(2, "s")).holds(Quantity(2001, "ms"))
    with pytest.raises(QuantityError, match="cannot be compared"):
        Limit("<=", Quantity(2, "s")).holds(Quantity(3, "documents"))
    with pytest.raises(QuantityError, match="cannot be compared"):
        Limit("==", Quantity(2, "stages")).holds(Quantity(2, "documents"))


def test_an_unknown_operator_is_refused() -> None:
    with pytest.raises(QuantityError, match="no operator '=<'"):
        Limit("=<", Quantity(1, "s"))


@given(limits, limits, st.builds(Quantity, values, st.sampled_from(["ms", "s"])))
def test_a_limit_at_least_as_strict_lets_nothing_pass_that_the_other_refuses(
    row: Limit, stated: Limit, seen: Quantity
) -> None:
    if row.at_least_as_strict_as(stated) and row.holds(seen):
        assert stated.holds(seen)


@pytest.mark.parametrize(
    ("row", "stated", "strict"),
    [
        (("<=", 100), ("<=", 100), True),
        (("<", 100), ("<=", 100), True),
        (("<=", 100), ("<", 100), False),
        (("<=", 99), ("<", 100), True),
        (("<=", 101), ("<=", 100), False),
        ((">=", 100), ("<=", 100), False),
        (("==", 100), (">=", 100), True),
        (("==", 99), (">=", 100), False),
        ((">=", 100), ("==", 100), False),
        ((">", 5), (">=", 5), True),
        (("!=", 5), ("!=", 5), True),
    ],
)
def test_a_looser_row_is_not_taken_for_a_stricter_one(
    row: tuple[str, float], stated: tuple[str, float], strict: bool
) -> None:
    ours, theirs = (Limit(op, Quantity(value, "ms")) for op, value in (row, stated))
    assert ours.at_least_as_strict_as(theirs) is strict
