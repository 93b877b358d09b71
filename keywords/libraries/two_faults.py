"""What an experiment with two faults shows beyond the figures of other outages."""

from robot.api.deco import keyword, library

from keywords.experiments.failures.two_faults import observe_webhooks
from keywords.libraries.outages import OfAnOutage
from keywords.running.in_robot import notes


@library(scope="GLOBAL")
class two_faults(OfAnOutage):  # noqa: N801 (Robot Framework finds the library by its module's name)
    """For experiments in `resources/experiments/`."""

    @keyword
    @notes("webhooks accepted without a database")
    def note_the_webhooks_without_a_database(self) -> None:
        """Note which webhooks were accepted while the database was away. Inconclusive if none arrived meanwhile."""
        observe_webhooks(self.record, self.world.stack)
