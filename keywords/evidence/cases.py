"""Many small expectations that make up one figure: the share that was met, and each that was not."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from keywords.evidence.observing import share


@dataclass
class Cases:
    met: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    def expect(self, what: str, expected: object, seen: object) -> None:
        if seen == expected:
            self.met.append(what)
        else:
            self.broken.append(f"{what}: expected {expected}, seen {seen}")

    @contextmanager
    def attempt(self, what: str) -> Iterator[None]:
        """Expect the block to succeed. An AssertionError counts as a broken case, and the other cases go on."""
        try:
            yield
        except AssertionError as error:
            self.broken.append(f"{what}: {error}")
        else:
            self.met.append(what)

    @property
    def population(self) -> int:
        return len(self.met) + len(self.broken)

    def observe(self, name: str) -> None:
        """Observe the share of cases that were met."""
        detail = "; ".join(self.broken) or ("" if self.population else "no such case was tried")
        share(name, self.broken, of=self.population, detail=detail)
