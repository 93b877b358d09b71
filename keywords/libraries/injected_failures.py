"""Failures of a simulated provider that are injected on purpose: counted on both sides, and none left behind."""

from robot.api.deco import keyword, library

from keywords.basics.errors import SpecError
from keywords.contract.people import Uploaded
from keywords.experiments.failures.simulator_faults import (
    AFTER,
    INJECTED,
    RESTORED,
    WITHOUT_FAULTS,
    Simulators,
    observe_calm,
    observe_failures_since,
    observe_injected,
    observe_restored,
)
from keywords.faults.fault import Fault
from keywords.libraries.base import Library
from keywords.libraries.typed import CONVERTERS, handed
from keywords.running.in_robot import notes

GIVEN = handed(Simulators, "what was seen of the simulators", "Note That The Simulators Are Without Faults")


@library(scope="GLOBAL", converters={**CONVERTERS, Simulators: GIVEN})
class injected_failures(Library):  # noqa: N801 (Robot Framework finds the library by its module's name)
    """For experiments in `resources/experiments/`."""

    @keyword
    @notes(WITHOUT_FAULTS)
    def note_that_the_simulators_are_without_faults(self) -> Simulators:
        """Note which simulators answer every call, and return what was seen of them.

        | ${before} = | Note That The Simulators Are Without Faults |
        """
        observe_calm(seen := Simulators.now(self.world))
        return seen

    @keyword
    @notes(*INJECTED)
    def note_the_injected_failures(self, document: Uploaded, before: Simulators) -> None:
        """Wait for the end of a document, and note how often `Change Weather` with `times` has refused its calls.

        The simulator and the pipeline's own events count for themselves.

        | Note The Injected Failures | ${sent} | ${before} |
        """
        fault = self.run.scene.latest(lambda what: isinstance(what, Fault) and "times" in what.parameters)
        if fault is None:
            raise SpecError("nothing is injected; `Change Weather` with `times` comes first")
        observe_injected(self.world, fault, document, before)

    @keyword
    @notes(RESTORED)
    def note_that_the_simulators_are_restored(self, before: Simulators) -> Simulators:
        """Note which simulators have the weather of before, and return what was seen of them.

        | ${since} = | Note That The Simulators Are Restored | ${before} |
        """
        observe_restored(seen := Simulators.now(self.world), before)
        return seen

    @keyword
    @notes(AFTER)
    def note_the_failures_since(self, since: Simulators) -> None:
        """Note how many calls were refused since the simulators were restored.

        | Note The Failures Since | ${since} |
        """
        observe_failures_since(Simulators.now(self.world), since)
