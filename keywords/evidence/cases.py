"""Many small expectations, collected one by one, that make up one figure."""

from collections.abc import Container, Iterable, Iterator
from contextlib import contextmanager

from keywords.evidence.model import Case
from keywords.evidence.observing import share


def among(things: Iterable[str], good: Container[str], expected: object = "", **ids: object) -> list[Case]:
    """A case for each of these things, good if it is among the good ones.

    >>> among(["a", "b"], good=["a"])
    [Case(what='a', ok=True, ...), Case(what='b', ok=False, ...)]
    """
    return [Case.judged(thing, thing in good, expected, **ids) for thing in things]


class Cases(list[Case]):
    """The cases of one figure, in the order in which they were tried."""

    def expect(self, what: str, expected: object, seen: object, **ids: object) -> None:
        self.append(Case.of(what, expected, seen, **ids))

    @contextmanager
    def attempt(self, what: str, **ids: object) -> Iterator[None]:
        """Expect the block to succeed. An AssertionError counts as a failed case, and the other cases go on."""
        try:
            yield
        except AssertionError as error:
            self.append(Case.judged(what, False, seen=error, **ids))
        else:
            self.append(Case.judged(what, True, **ids))

    @property
    def broken(self) -> list[str]:
        return [str(case) for case in self if not case.ok]

    def observe(self, name: str) -> None:
        """Observe the share of the cases that are good."""
        share(name, self, detail=None if self else "no such case was tried")
