"""Whether a limit for a figure fits its unit, and asks for no less than the phases do."""

from collections.abc import Iterable

from keywords.basics.quantities import Limit, QuantityError
from keywords.checklists.figures import Figure
from keywords.checklists.requirements import catalogue as requirements


def problem_of_limit(figure: Figure, held: Limit, tags: Iterable[str]) -> str | None:
    """What is wrong with a limit for this figure under these tags: its unit, or a phase asks for more."""
    try:
        held.bound.to(figure.unit)
    except QuantityError as error:
        return f"{figure.name!r} is measured in {figure.unit!r}: {error}"
    for tag in tags:
        requirement = requirements().get(tag)
        for stated in requirement.limit if requirement else []:
            bound = stated.bound() if figure.is_bounded_by(stated.metric, tag) else None
            if bound is not None and comparable(held, bound) and not held.at_least_as_strict_as(bound):
                return f"{figure.name!r} {held} is looser than {tag}, which asks for {bound}"
    return None


def problem_of_required(figure: Figure, held: Limit) -> str | None:
    """What is wrong with a limit that an environment sets for itself: no phase may ask for more of this figure."""
    return problem_of_limit(figure, held, requirements())


def comparable(held: Limit, stated: Limit) -> bool:
    try:
        held.bound.to(stated.bound.unit)
    except QuantityError:
        return False
    return True
