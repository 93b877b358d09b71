"""Records and judges observations of other libraries (RequestsLibrary, DatabaseLibrary)."""

from robot.api.deco import keyword, library

from keywords.basics.quantities import Limit, Quantity
from keywords.evidence.cases import among
from keywords.evidence.following import Rule
from keywords.libraries.base import Library


@library(scope="GLOBAL")
class observing(Library):  # noqa: N801 (Robot Framework finds the library by its module's name)
    @keyword
    def fact_is(self, name: str, expected: str, seen: object, population: int = 1) -> None:
        """Record a fact, which must be as expected.

        | Fact Is | status of /me without a token | 401 | ${response.status_code} |
        """
        self.run.recorder.expect(name, expected, seen, population=population)

    @keyword
    def figure_holds(
        self,
        name: str,
        seen: list[str] | float,
        unit: str,
        operator: str,
        limit: str,
        population: int = 1,
        wanted: list[str] | None = None,
    ) -> None:
        """Record a figure, which must keep within the limit: a number, or how many `wanted` things were found.

        `verify` cannot recompute a number that comes with a population.

        | Figure Holds | contract tables in the schema | ${found} | tables | == | 7 tables | wanted=${tables} |
        """
        observe = self.run.recorder.observe
        if isinstance(seen, list):
            figure = observe(name, len(seen), unit, rule=Rule.PASSED, cases=among(wanted or seen, seen))
        elif population == 1:
            figure = observe(name, seen, unit, rule=Rule.SUM, samples=[seen])
        else:
            figure = observe(name, seen, unit, population=population)
        self.run.recorder.hold(figure, Limit(operator, Quantity.parse(limit)))
