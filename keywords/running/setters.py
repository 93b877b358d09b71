"""Who set a limit: a phase, the owner of a target, the environment, or the row alone."""

from collections.abc import Iterable
from functools import cache

from keywords.basics.quantities import Limit, QuantityError
from keywords.checklists.figures import Figure
from keywords.checklists.requirements import catalogue
from keywords.judgement import targets


def set_by(figure: Figure, held: Limit, tags: Iterable[str]) -> str:
    """Who set the limit that a row holds a figure against, in words."""
    speaks_for = [catalogue()[tag] for tag in tags if tag in catalogue()]
    stated = {
        requirement.id: bound
        for requirement in speaks_for
        for limit in requirement.limit
        if figure.is_bounded_by(limit.metric, requirement.id) and (bound := limit.bound())
    }
    if same := [name for name, bound in stated.items() if _equal(held, bound)]:
        return ", ".join(same)
    own = [target for requirement in speaks_for for target in _targets().of(requirement.id)]
    if same := [f"the target of {each.owner}" for each in own if each.metric == figure.name]:
        return same[0]
    asked = [f"{name} asks for {bound}" for name, bound in stated.items()]
    return "; ".join(["this row", *asked[:1]])


@cache
def _targets() -> targets.Targets:
    return targets.load()


def _equal(one: Limit, other: Limit) -> bool:
    try:
        return one.at_least_as_strict_as(other) and other.at_least_as_strict_as(one)
    except QuantityError:
        return False
