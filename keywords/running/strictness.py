"""Whether a row can be true: its observation exists, its units fit, and it is no looser than its requirements."""

from collections.abc import Iterable

from keywords.basics.quantities import Limit, QuantityError, nearest
from keywords.checklists.requirements import catalogue
from keywords.running.registry import Experiment


def check_row(wanted: Experiment, observation: str, held: Limit, tags: Iterable[str]) -> str | None:
    """What is wrong with a row, in one sentence; None when nothing is."""
    if observation not in wanted.observes:
        return (
            f"experiment {wanted.name!r} does not observe {observation!r}{nearest(observation, list(wanted.observes))}"
        )
    unit = wanted.observes[observation]
    try:
        held.bound.to(unit)
    except QuantityError as error:
        return f"{observation!r} is measured in {unit!r}: {error}"
    for tag in tags:
        requirement = catalogue().get(tag)
        for stated in requirement.limit if requirement else []:
            bound = stated.bound()
            if bound is None or not comparable(held, bound):
                continue
            if not held.at_least_as_strict_as(bound):
                return f"{observation!r} {held} is looser than {tag}, which asks for {bound}"
    return None


def comparable(held: Limit, stated: Limit) -> bool:
    try:
        held.bound.to(stated.bound.unit)
    except QuantityError:
        return False
    return True
