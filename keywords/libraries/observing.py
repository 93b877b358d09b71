"""Records and judges observations of other libraries (RequestsLibrary, DatabaseLibrary)."""

from robot.api.deco import keyword, library

from keywords.basics.quantities import Limit, Quantity
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
    def figure_holds(self, name: str, seen: float, unit: str, operator: str, limit: str, population: int = 1) -> None:
        """Record a figure, which must keep within the limit.

        | Figure Holds | contract tables in the schema | ${found} | tables | == | 7 tables | population=${found} |
        """
        recorder = self.run.recorder
        recorder.hold(recorder.observe(name, seen, unit, population=population), Limit(operator, Quantity.parse(limit)))
