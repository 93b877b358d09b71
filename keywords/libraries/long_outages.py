"""What an outage shows that outlasts all retries of a document, and what becomes of documents beyond the ceiling."""

from datetime import timedelta

from robot.api.deco import keyword, library

from keywords.evidence.observing import share
from keywords.experiments.failures.long_outages import (
    GIVEN_UP,
    RECOVERED_BY_HAND,
    SHOWN,
    WENT_ON,
    Metrics,
    inconclusive_unless_needed,
    observe_giving_up,
    observe_others,
    observe_recovery_by_hand,
    shown,
)
from keywords.libraries.outages import OfAnOutage
from keywords.libraries.typed import CONVERTERS, Jobs, handed
from keywords.running.in_robot import notes


@library(
    scope="GLOBAL",
    converters={**CONVERTERS, Metrics: handed(Metrics, "what the metrics showed", "Look At The Metrics")},
)
class long_outages(OfAnOutage):  # noqa: N801 (Robot Framework finds the library by its module's name)
    """For experiments in `resources/experiments/`, on a stack that works as the pipeline is shipped."""

    @keyword
    def look_at_the_metrics(self) -> Metrics:
        """See for which services jobs wait, as the metrics of the API say while something is away.

        | ${metrics} = | Look At The Metrics |
        """
        return shown(self.world, self.outage.service)

    @keyword
    @notes(SHOWN)
    def note_what_the_metrics_show(self, metrics: Metrics) -> None:
        """Note whether the metrics were right while something was away, and are now: jobs wait for no service.

        | Note What The Metrics Show | ${metrics} |
        """
        share(SHOWN, [*metrics.cases, *shown(self.world, "").cases])

    @keyword
    @notes(WENT_ON)
    def note_the_documents_that_went_on(self) -> None:
        """Note which documents that were sent during the outage came as far as they can without the service."""
        observe_others(self.record)

    @keyword
    def documents_needed_the_service(self, *, at_break: int, at_healing: int) -> None:
        """Inconclusive unless so many documents needed what broke, at the break and when the healing began.

        | Documents Needed The Service | at_break=3 | at_healing=6 |
        """
        inconclusive_unless_needed(self.record, at_break, at_healing)

    @keyword
    @notes(*GIVEN_UP)
    def note_how_documents_are_given_up(self, documents: Jobs, *, within: timedelta) -> None:
        """Wait until documents that wait for an absent service are given up, and note with which code and at what cost.

        | Note How Documents Are Given Up | ${sent} | within=40 s |
        """
        observe_giving_up(self.world, documents, within.total_seconds())

    @keyword
    @notes(*RECOVERED_BY_HAND)
    def note_the_recovery_by_hand(self, documents: Jobs) -> None:
        """Let the owner retry the documents that were given up, and note which are done, and the history.

        | Note The Recovery By Hand | ${sent} |
        """
        observe_recovery_by_hand(self.world, documents)
