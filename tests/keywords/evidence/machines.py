"""Machines as records describe them."""

from collections.abc import Iterable

from keywords.evidence.machine import Watch
from keywords.evidence.model import Machine


def machine(others: float | None = 0, steal: float = 0) -> Machine:
    return Machine(processors=2, others=others, steal=steal, load=1, free=2_000_000_000)


class Told(Watch):
    """Says what others used during one record after another, instead of reading it."""

    def __init__(self, others: Iterable[float]) -> None:
        super().__init__()
        self._told_others = list(others)

    def begin(self) -> float:
        return 0

    def end(self, _began: float) -> Machine:
        return machine(self._told_others.pop(0))
