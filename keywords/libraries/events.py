"""The events of jobs: when they say that something happened, how grave it was, and why."""

from datetime import timedelta

from robot.api.deco import keyword, library

from keywords.contract.histories import events_of
from keywords.contract.history_reader import moment
from keywords.contract.people import Uploaded, needs
from keywords.contract.querying import rows
from keywords.evidence.following import Rule
from keywords.evidence.model import Case, now
from keywords.history.records import ERROR, Event
from keywords.libraries.asserting import NONE, NOTHING, Asserting, observes
from keywords.libraries.typed import CONVERTERS, Amount, Jobs, Operator

IMPOSSIBLE, SEVERITY, CODES = "events at impossible times", "events with a fitting severity", "codes of the events"
INFO, TROUBLE = "info", ("warning", "error")
SLACK = timedelta(seconds=0.25)  # that two clocks of one machine may be apart
SEVERITIES = "SELECT event_id::text, type, severity FROM {events} WHERE document_id::text = %s ORDER BY event_id"


@library(scope="GLOBAL", converters=CONVERTERS)
class events(Asserting):  # noqa: N801 (Robot Framework finds the library by its module's name)
    """What the pipeline wrote about a job. Stages and types of events are in the library `jobs`."""

    @keyword
    @observes(IMPOSSIBLE)
    def get_events_at_impossible_times(
        self, jobs: Jobs, operator: Operator = NONE, expected: Amount = NOTHING
    ) -> float:
        """How many events lie before the upload, after now, or before the event in front of them.

        The suite's own clock says when the upload began and what time it is now.

        | Get Events At Impossible Times | ${sent} | == | 0 events |
        """
        before, theirs, after = now(), moment(self.world.database()), now()
        ahead = theirs - (before + (after - before) / 2)
        cases = list[Case]()
        for job in jobs:
            first, last = job.at + ahead - SLACK, theirs + SLACK
            for event in self._events(job):
                good = first <= event.at <= last
                said = f"{first.isoformat()} to {last.isoformat()}"
                cases.append(Case.judged(str(event), good, said, event.at.isoformat(), **job.ids))
                first = event.at
        return self.figure(IMPOSSIBLE, Rule.FAILED, operator, expected, cases)

    @keyword
    @observes(SEVERITY)
    def get_events_with_fitting_severity(
        self, jobs: Jobs, operator: Operator = NONE, expected: Amount = NOTHING
    ) -> float:
        """The share of events whose severity fits: warning or error for an error, info for every other event.

        | Get Events With Fitting Severity | ${sent} | == | 100 % |
        """
        needs(self.world.environment, "events")
        cases = [
            Case.judged(f"{kind} (event {key})", fits(kind, severity), fitting(kind), severity, **job.ids)
            for job in jobs
            for key, kind, severity in rows(self.world, SEVERITIES, job.document_id)
        ]
        return self.share(SEVERITY, cases, operator, expected)

    @keyword
    @observes(CODES)
    def get_event_codes(self, job: Uploaded, operator: Operator = NONE, *expected: str) -> list[str]:
        """The codes of a job's errors, in the order of its events.

        | Get Event Codes | ${sent} | == | hash_mismatch |
        """
        codes = [str(event.code) for event in self._events(job) if event.type == ERROR]
        return self.items(CODES, codes, operator, expected, **job.ids)

    def _events(self, job: Uploaded) -> list[Event]:
        needs(self.world.environment, "events")
        return events_of(self.world, [job])


def fitting(kind: str) -> str:
    return " or ".join(TROUBLE) if kind == ERROR else INFO


def fits(kind: str, severity: str) -> bool:
    return severity in TROUBLE if kind == ERROR else severity == INFO
