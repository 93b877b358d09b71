"""The steps of an outage: users work, something breaks and bites, it heals, and everything is judged."""

from collections import Counter
from datetime import timedelta

from robot.api.deco import keyword, library

from keywords.basics.errors import SpecError
from keywords.experiments.failures.breaking import (
    bite,
    enough_done,
    enough_refused,
    fill_hands,
    inconclusive_without_bite,
    leases_over,
    let_last,
    let_last_until,
    observe_work_during,
    wait_until_met,
    wait_until_reported,
)
from keywords.experiments.failures.outage import REMOVED, Outage, steady
from keywords.faults.fault import Fault
from keywords.figures.outage_figures import OUTAGE, REPORTS
from keywords.figures.outage_record import OutageRecord
from keywords.libraries.base import Library
from keywords.running.catalogue import control, informs
from keywords.running.in_robot import notes
from keywords.running.run import Run
from keywords.users.users import PAUSE_SECONDS

PAUSE = timedelta(seconds=PAUSE_SECONDS)
DONE_MEANWHILE = "documents completed during the fault"
TAKEN_OVER = control("jobs taken over", ">= 1 jobs")
UNHARMED = informs("documents recovered", "the workers reach the service, so no document has to recover")


class OfAnOutage(Library):
    """The base of libraries whose keywords belong to the outage of the experiment."""

    @property
    def outage(self) -> Outage:
        """The outage that is under way, or over."""
        found: Outage | None = self.run.scene.last(lambda what: isinstance(what, Outage))
        if found is None:
            raise SpecError("nobody is at work; an outage begins with `Users Are At Work`")
        return found

    @property
    def record(self) -> OutageRecord:
        """What was judged."""
        if self.outage.record is None:
            raise SpecError("nothing is judged yet; the figures of the outage come first")
        return self.outage.record


@library(scope="GLOBAL")
class outages(OfAnOutage):  # noqa: N801 (Robot Framework finds the library by its module's name)
    """For experiments in `resources/experiments/`. What breaks, and how it heals, are keywords of other libraries."""

    def __init__(self, run: Run | None = None) -> None:
        super().__init__(run)
        self._fault: Fault | None = None  # that has bitten
        self._signs = Counter[str]()

    # In order

    @keyword
    def everything_is_ready(self) -> None:
        """Wait until readiness reports nothing as away. `Users Are At Work` begins with it, too."""
        steady(self.world)

    @keyword
    def users_are_at_work(self, users: int = 1, *, pause: timedelta = PAUSE) -> None:
        """Users upload, ask and look at the stack from now on. Everything is ready, and a first document has ended.

        They pause between two documents: half a second, or longer in an outage that lasts long.

        | Users Are At Work |
        | Users Are At Work | 3 |
        | Users Are At Work | pause=3 s |
        """
        outage = Outage(self.world, "", users=users, pause=pause.total_seconds())
        self._fault, self._signs = None, Counter()
        self.run.scene.begin(outage, outage.users_at_work())
        person, seen = outage.people[0]
        person.wait_for_end(seen.uploads[0])

    @keyword
    def documents_are_in_hand(self, documents: int, *, at: str = "") -> None:
        """Send documents, and wait until workers hold so many. Slow work keeps them in hand: `Change Weather`.

        With a stage, as many must be there.

        | Documents Are In Hand | 6 |
        | Documents Are In Hand | 2 | at=parsing |
        """
        fill_hands(self.outage, documents, at)

    @keyword
    def documents_have_met(self, *codes: str) -> None:
        """Wait until documents have met each of these codes since the beginning.

        | Documents Have Met | embedder_rate_limited |
        """
        wait_until_met(self.outage, codes)

    @keyword
    def the_outage_bites(self, *codes: str) -> None:
        """Wait until users or documents meet what broke last, and until readiness and health report it.

        With codes, documents must meet each of them, too. Inconclusive if it has hardly any effect: then a recovery
        shows nothing.

        | The Outage Bites |
        | The Outage Bites | storage_unavailable |
        """
        outage, scene = self.outage, self.run.scene
        faults: list[Fault] = scene.under_way(lambda what: isinstance(what, Fault))
        if not faults:
            raise SpecError("nothing is broken; break something before `The Outage Bites`, such as with `Stop Service`")
        self._fault, *others = faults
        refusing = [each.service for each in others if each.parameters.get("error_rate")]
        outage.meets(self._fault, scene.times_of(self._fault)[0], refusing)
        self._signs = bite(outage, self._fault, codes)
        wait_until_reported(outage, self._fault)
        inconclusive_without_bite(self._fault, self._signs, codes)

    @keyword
    def everything_is_ready_again(self) -> None:
        """Wait until readiness reports nothing as away, and until users have sent more documents since."""
        self.outage.ready_again()

    @keyword
    def every_document_ends(self) -> None:
        """Users stop, and every document that they have sent comes to its end."""
        outage = self.outage
        self.run.scene.end(lambda what: what is outage)

    # How long it lasts

    @keyword
    def the_outage_lasts(self, time: timedelta) -> None:
        """Wait until this time has passed since the break.

        | The Outage Lasts | 45 s |
        """
        self._bitten()
        let_last(self.outage, time.total_seconds())

    @keyword
    def users_are_refused(self) -> None:
        """Wait until three requests that users made after the break are refused: twenty seconds at most."""
        self._bitten()
        let_last_until(self.outage, enough_refused)

    @keyword
    def leases_run_out(self) -> None:
        """Wait until every lease that no worker could renew since the break has run out."""
        self._bitten()
        let_last_until(self.outage, leases_over)

    @keyword
    def work_goes_on(self) -> None:
        """Wait until three documents are done that were sent during the outage: twenty seconds at most.

        If readiness reports the outage, those count that were sent after it did.
        """
        let_last_until(self.outage, enough_done(self._bitten()))

    # What it showed

    @keyword
    @notes(*OUTAGE)
    def note_the_figures_of_the_outage(self) -> None:
        """Judge the history, and note every figure of the outage of something that others go on without."""
        self._judge()

    @keyword
    @notes(*REMOVED)
    def note_the_figures_of_the_removal(self) -> None:
        """Judge the history, and note every figure of an outage in which nobody could use a service.

        Inconclusive if hardly any document needed it: then none had to recover.
        """
        self._judge()

    @keyword
    @notes(*OUTAGE, *REPORTS, UNHARMED)
    def note_the_figures_of_an_outage_for_users(self) -> None:
        """Judge the history, and note every figure of the outage of a service that workers could still use."""
        self._judge()

    @keyword
    @notes(*OUTAGE, TAKEN_OVER)
    def note_the_figures_of_the_kill(self) -> None:
        """Judge the history, and note every figure of an outage that killed workers.

        Inconclusive if no other worker took a job over: then nobody missed them.
        """
        self._judge()

    @keyword
    @notes(DONE_MEANWHILE)
    def note_the_work_done_meanwhile(self) -> None:
        """Note how many of the documents that were sent during the outage were done before it healed."""
        observe_work_during(self.record)

    def _judge(self) -> None:
        outage = self.outage
        if not outage.broke:
            raise SpecError("nothing has broken; `The Outage Bites` comes before its figures")
        if self._fault is not None:
            broke, healing = self.run.scene.times_of(self._fault)
            outage.heals(broke if self._fault.heals_itself else healing)
        outage.judged(self._signs)

    def _bitten(self) -> Fault:
        if self._fault is None:
            raise SpecError("no outage has bitten; `The Outage Bites` comes before what it lasts for")
        return self._fault
