"""Sentences about the errors that occurred while a run went on."""

from collections.abc import Iterable, Iterator

from robot.api.deco import keyword, library

from keywords.basics.errors import Inconclusive
from keywords.contract.people import needs
from keywords.contract.querying import rows
from keywords.evidence.model import Case, Evidence, load_all
from keywords.figures.outage_figures import MET_CODES
from keywords.history.records import ERROR
from keywords.libraries.base import Library
from keywords.runbooks import manual

CODES = "SELECT DISTINCT code FROM {events} WHERE code IS NOT NULL AND type = %s"
EXPERIMENT = "experiment"


@library(scope="GLOBAL")
class errors(Library):  # noqa: N801 (Robot Framework finds the library by its module's name)
    @keyword
    def every_error_so_far_has_a_recovery_procedure(self) -> None:
        """Every code in the events of this run, also of the stacks that were broken on purpose, is in the runbooks.

        The codes are those of the documents of the run, and those that the records of its outages name.
        """
        needs(self.world.environment, "events")
        results, helps = self.run.recorder.results, {**manual.procedures(), **manual.procedures_for_events()}
        own = {str(code) for (code,) in rows(self.world, CODES, ERROR)}
        broken = set(codes_in(load_all(results))) if results else set[str]()
        if not own | broken:
            raise Inconclusive("no document met an error so far")
        cases = [Case.judged(code, bool(helps.get(code)), "a procedure") for code in sorted(own | broken)]
        self.run.recorder.expect_all("codes without a recovery procedure", cases)


def codes_in(records: Iterable[Evidence]) -> Iterator[str]:
    """The codes that the records of experiments name as met."""
    for record in records:
        for seen in record.observations if record.kind == EXPERIMENT else ():
            if seen.name == MET_CODES:
                yield from str(seen.value).split()
