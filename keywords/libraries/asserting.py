"""Keywords that get something and, with an operator, assert it: what they assert becomes evidence by itself."""

import inspect
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from keywords.basics.errors import SpecError
from keywords.basics.quantities import OPERATORS, Limit, Quantity
from keywords.evidence import observing
from keywords.evidence.agreeing import CONTAINS, CONTAINS_NOT, EQUAL, NEGATIVE, TEXT, UNEQUAL
from keywords.evidence.following import Rule, follow
from keywords.evidence.model import Case, Observation
from keywords.libraries.base import Library
from keywords.libraries.typed import Amount, Operator
from keywords.running.checks import Getter

Made = TypeVar("Made", bound=Callable[..., object])
NONE, EQUALS, NOTHING = Operator(""), Operator(EQUAL), Amount("")
OBSERVES: dict[str, Getter] = {}  # by the name of a keyword in lower case
ITEMS = (EQUAL, UNEQUAL, CONTAINS, CONTAINS_NOT)


def observes(name: str, *, always: bool = False) -> Callable[[Made], Made]:
    """Declare the fact or figure that a keyword observes if it is given an operator, or always.

    The dry run holds the name to the tags of the check.
    """

    def declare(made: Made) -> Made:
        taken = list(inspect.signature(made).parameters.values())[1:]
        names = [each.name for each in taken]
        place = names.index("operator") if "operator" in names else 0
        named = frozenset(each.name for each in taken if each.kind is each.KEYWORD_ONLY)
        measured = any(each.annotation is Amount for each in taken if each.name == "expected")
        when = "" if always else " if it is given an operator"
        made.__doc__ = f"{inspect.cleandoc(made.__doc__ or '')}\n\nObserves *{name}*{when}."
        OBSERVES[made.__name__.replace("_", " ")] = Getter(name, always, place, measured, named)
        return made

    return declare


class Asserting(Library):
    """The base of libraries with getters. Without an operator, a getter returns what it sees and records nothing."""

    def text(self, name: str, seen: object, operator: Operator, expected: str, **ids: str) -> str:
        """A fact that is a text."""
        said = "" if seen is None else str(seen)
        if operator:
            _only(TEXT, operator, "a text")
            population = 0 if operator in NEGATIVE and not said else 1  # of nothing, nothing is missing
            self.run.recorder.compare(name, [expected], said, operator, population=population, **ids)
        return said

    def items(
        self, name: str, seen: Iterable[object], operator: Operator, expected: Sequence[str], **ids: str
    ) -> list[str]:
        """A fact that is a list: equal in order, or with each of these items, or with none of them."""
        said = [str(each) for each in seen]
        if operator:
            _only(ITEMS, operator, "a list")
            wanted = [str(list(expected))] if operator in (EQUAL, UNEQUAL) else [repr(each) for each in expected]
            population = len(said) if operator in NEGATIVE else max(1, len(said))
            self.run.recorder.compare(name, wanted, said, operator, population=population, **ids)
        return said

    def figure(
        self,
        name: str,
        rule: Rule,
        operator: Operator,
        expected: Amount,
        cases: Sequence[Case] = (),
        samples: Sequence[float] = (),
    ) -> float:
        """A figure of the catalogue, which follows from cases or samples."""
        value, population = follow(rule, [case.ok for case in cases], samples)
        if operator:
            _only(tuple(OPERATORS), operator, "a number")
            limit = Limit(operator, Quantity.parse(expected))
            limit.bound.to(unit := self.run.recorder.figures[name].unit)
            if self.run.recorder.check is not None:
                seen = observing.observe(name, rule, cases, samples)
            else:  # a setup of a suite asserts, too, and nobody is judged
                seen = Observation(name=name, value=value, unit=unit, population=population, cases=list(cases))
            self.run.recorder.hold(seen, limit)
        return value

    def share(self, name: str, cases: Sequence[Case], operator: Operator, expected: Amount) -> float:
        """The percentage of the cases that are good."""
        return self.figure(name, Rule.SHARE_PASSED, operator, expected, cases)

    def number(self, name: str, seen: float, operator: Operator, expected: Amount, **ids: str) -> float:
        """A number that was read once."""
        case = Case.judged(name, True, seen=f"{seen:g}", **ids)
        return self.figure(name, Rule.SUM, operator, expected, [case], [seen])


def _only(known: Sequence[str], operator: Operator, what: str) -> None:
    if operator not in known:
        raise SpecError(f"{what} cannot be compared with {str(operator)!r}; it can with {', '.join(known)}")
