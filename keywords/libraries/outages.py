"""The steps of an outage: users work, something breaks and bites, it heals, and everything is judged."""

from collections import Counter

from robot.api.deco import keyword, library

from keywords.basics.errors import SpecError
from keywords.experiments.failures.breaking import bite, fill_hands, inconclusive_without_bite, wait_until_reported
from keywords.experiments.failures.outage import REMOVED, Outage
from keywords.faults.fault import Fault
from keywords.figures.outage_figures import OUTAGE
from keywords.libraries.base import Library
from keywords.running.in_robot import notes
from keywords.running.run import Run


@library(scope="GLOBAL")
class outages(Library):  # noqa: N801 (Robot Framework finds the library by its module's name)
    """For experiments in `resources/experiments/`. What breaks, and how it heals, are keywords of other libraries."""

    def __init__(self, run: Run | None = None) -> None:
        super().__init__(run)
        self._under_way: Outage | None = None
        self._fault: Fault | None = None
        self._signs = Counter[str]()

    @keyword
    def users_are_at_work(self, users: int = 1) -> None:
        """Users upload, ask and look at the stack from now on. Everything is ready, and a first document has ended."""
        self._under_way = outage = Outage(self.world, "", users=users)
        self._fault = None
        self.run.scene.begin(outage, outage.users_at_work())
        person, seen = outage.people[0]
        person.wait_for_end(seen.uploads[0])

    @keyword
    def documents_are_in_hand(self, documents: int) -> None:
        """Send documents, and wait until workers hold so many. Slow work keeps them in hand: `Change Weather`.

        | Documents Are In Hand | 6 |
        """
        fill_hands(self._outage, documents)

    @keyword
    def the_outage_bites(self) -> None:
        """Wait until users or documents meet what broke last, and until readiness and health report it.

        Inconclusive if it has hardly any effect: then a recovery shows nothing.
        """
        outage, scene = self._outage, self.run.scene
        faults: list[Fault] = scene.under_way(lambda what: isinstance(what, Fault))
        if not faults:
            raise SpecError("nothing is broken; break something before `The Outage Bites`, such as with `Stop Service`")
        self._fault, *others = faults
        refusing = [each.service for each in others if each.parameters.get("error_rate")]
        outage.meets(self._fault, scene.times_of(self._fault)[0], refusing)
        self._signs = bite(outage, self._fault)
        wait_until_reported(outage, self._fault)
        inconclusive_without_bite(self._fault, self._signs)

    @keyword
    def everything_is_ready_again(self) -> None:
        """Wait until readiness reports nothing as away, and until users have sent more documents since."""
        self._outage.ready_again()

    @keyword
    def every_document_ends(self) -> None:
        """Users stop, and every document that they have sent comes to its end."""
        outage = self._outage
        self.run.scene.end(lambda what: what is outage)

    @keyword
    @notes(*OUTAGE)
    def note_the_figures_of_the_outage(self) -> None:
        """Judge the history, and note every figure of the outage of something that others go on without."""
        self._judge()

    @keyword
    @notes(*REMOVED)
    def note_the_figures_of_the_removal(self) -> None:
        """Judge the history, and note every figure of an outage in which nobody could use a service."""
        self._judge()

    def _judge(self) -> None:
        if self._fault is None:
            raise SpecError("no outage has bitten; `The Outage Bites` comes before its figures")
        broke, healing = self.run.scene.times_of(self._fault)
        self._outage.heals(broke if self._fault.heals_itself else healing)
        self._outage.judged(self._signs)

    @property
    def _outage(self) -> Outage:
        if self._under_way is None:
            raise SpecError("nobody is at work; an outage begins with `Users Are At Work`")
        return self._under_way
