"""Who set the limit that a row applies."""

from keywords.basics.quantities import Limit
from keywords.checklists.figures import figures
from keywords.checklists.requirements import catalogue
from keywords.judgement import targets
from keywords.running.setters import set_by


def stated() -> tuple[str, str, Limit]:
    """A requirement with a limit, and a figure that measures it."""
    return next(
        (requirement.id, figure.name, bound)
        for requirement in catalogue().values()
        for limit in requirement.limit
        for figure in figures().values()
        if figure.is_bounded_by(limit.metric, requirement.id) and (bound := limit.bound()) and bound.op == "<="
    )


def test_a_limit_that_the_phase_states_is_set_by_the_requirement() -> None:
    name, figure, bound = stated()
    assert set_by(figures()[figure], bound, [name, "smoke"]) == name


def test_a_stricter_limit_is_set_by_the_row_and_says_what_the_phase_asks_for() -> None:
    name, figure, bound = stated()
    stricter = Limit.parse(f"{bound.op} {bound.bound.value / 2:g} {bound.bound.unit}")
    assert set_by(figures()[figure], stricter, [name]) == f"this row; {name} asks for {bound}"


def test_a_target_is_set_by_its_owner() -> None:
    target = next(each for each in targets.load().targets if each.metric in figures())
    assert set_by(figures()[target.metric], target.bound(), [target.requirement]) == f"the target of {target.owner}"


def test_a_limit_that_nobody_states_is_set_by_the_row() -> None:
    assert set_by(figures()["stages completed"], Limit.parse("== 9 stages"), ["smoke"]) == "this row"
