"""The steps of bad days: a provider answers without an answer, documents meet it, and everything is judged."""

from datetime import timedelta

from robot.api.deco import keyword, library

from keywords.basics.errors import SpecError
from keywords.contract.people import Uploaded
from keywords.experiments.failures.bad_days import (
    BadDays,
    observe_bounds,
    observe_costs,
    observe_reasons,
    observe_texts,
)
from keywords.faults.fault import Fault
from keywords.figures.outage_figures import HISTORY
from keywords.libraries.base import Library
from keywords.libraries.typed import CONVERTERS, Provider
from keywords.running.catalogue import control, informs
from keywords.running.in_robot import notes
from keywords.running.run import Run

TEXTS = ("facts in the parsed text", "facts from other documents")
STORED_BEFORE = "a text is stored before the model is asked, so no answer of the model can spoil it"


@library(scope="GLOBAL", converters=CONVERTERS)
class bad_days(Library):  # noqa: N801 (Robot Framework finds the library by its module's name)
    """For experiments in `resources/experiments/`. How bad a day is says `Change Weather`."""

    def __init__(self, run: Run | None = None) -> None:
        super().__init__(run)
        self._begun: BadDays | None = None

    @keyword
    def bad_days_begin(self, provider: Provider) -> None:
        """Everything is ready, and a user signs in. What the pipeline writes from now on is judged.

        | Bad Days Begin | llamaparse |
        """
        self._begun = BadDays(self.world, provider)

    @keyword
    def documents_are_sent(self, day: str) -> None:
        """A new day begins, and the user sends its documents at once.

        | Documents Are Sent | hanging |
        """
        self._days.send(day)

    @keyword
    def they_meet_the_weather(self, day: str) -> None:
        """Wait until each document of the day was retried or has ended: twenty seconds at most.

        | They Meet The Weather | hanging |
        """
        now = self.run.scene.latest(lambda what: isinstance(what, Fault) and what.kind == "weather")
        if now is None:
            raise SpecError("the weather is fair; `Change Weather` comes before `They Meet The Weather`")
        self._days.meet(day, now)

    @keyword
    def they_end(self) -> None:
        """Wait until each document of the day has ended: the next day begins with a provider that is there."""
        self._days.person.wait_for_ends(self._days.today)

    @keyword
    def documents_of_all_days(self) -> list[Uploaded]:
        """All documents that the user has sent.

        | ${sent} = | Documents Of All Days |
        """
        return self._days.uploads

    # What they showed

    @keyword
    @notes("documents stuck on a hung provider")
    def note_the_stuck_documents(self) -> None:
        """Note which documents of this day were neither retried nor done while it lasted."""
        self._days.observe_stuck()

    @keyword
    @notes(control("non-answers", ">= 5 requests"))
    def note_the_answers_that_were_none(self) -> None:
        """Note how many answers the weather touched. Inconclusive if it was none on one of the days."""
        self._days.observe_answers()

    @keyword
    @notes("requests sent before the retry time")
    def note_the_requests_before_the_retry_time(self, time: timedelta) -> None:
        """Wait until each document of the day was refused, and note whether the pipeline asks again within this time.

        | Note The Requests Before The Retry Time | 3 s |
        """
        self._days.observe_patience(time.total_seconds())

    @keyword
    @notes(*TEXTS)
    def note_the_texts(self) -> None:
        """Note whether each parsed text holds the facts of its own document, and of no other."""
        observe_texts(self._days.person, self._days.uploads)

    @keyword
    @notes(*(informs(each, STORED_BEFORE) for each in TEXTS))
    def show_the_texts(self) -> None:
        """The same as `Note The Texts`, for a reader: no row judges it."""
        observe_texts(self._days.person, self._days.uploads)

    @keyword
    @notes(*HISTORY, "documents with retry violations", "failures with a specific reason", "distinct failure reasons")
    def note_the_history_of_the_days(self) -> None:
        """Judge all that the pipeline wrote: what became of the documents, how often it retried, and why."""
        records = self._days.records
        observe_reasons(records)
        observe_bounds(self.world, records)

    @keyword
    @notes("documents whose cost the faults changed")
    def note_the_changed_costs(self) -> None:
        """Let another user send the first document of each day now, and note whether it costs the same."""
        observe_costs(self.world, self._days.person, [first for first, *_ in self._days.sent])

    @property
    def _days(self) -> BadDays:
        if self._begun is None:
            raise SpecError("no bad day has begun; `Bad Days Begin` comes first")
        return self._begun
