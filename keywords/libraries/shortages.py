"""The steps of a shortage beyond those of other outages: a disk that fills up, a long document, processes that end."""

from robot.api.deco import keyword, library

from keywords.basics.errors import SpecError
from keywords.experiments.failures.breaking import hold_long
from keywords.experiments.failures.shortages import inconclusive_without_effect, observe_ended, processes
from keywords.faults.fault import Fault
from keywords.faults.injecting import until_healed
from keywords.libraries.outages import OfAnOutage
from keywords.libraries.typed import CONVERTERS, Service
from keywords.running.catalogue import informs
from keywords.running.in_robot import notes
from keywords.running.run import Run

ENDED = "processes that ended"
DISK, ROOM = "disk", "room"  # kinds of faults: a small disk, and no room on it
MAY_END = "short of time or memory, a process works late or ends; rows judge its work"


@library(scope="GLOBAL", converters=CONVERTERS)
class shortages(OfAnOutage):  # noqa: N801 (Robot Framework finds the library by its module's name)
    """For experiments in `resources/experiments/`. Other shortages come with `Make Scarce`."""

    def __init__(self, run: Run | None = None) -> None:
        super().__init__(run)
        self._alive: dict[int, str] = {}

    @keyword
    def put_on_a_small_disk(self, service: Service) -> None:
        """Move the data of a service to a small disk, until the end of the experiment.

        | Put On A Small Disk | storage |
        """
        self._strike(DISK, service)

    @keyword
    def fill_the_disk(self, service: Service) -> None:
        """Leave no room on the small disk of a service.

        | Fill The Disk | storage |
        """
        self._strike(ROOM, service)

    @keyword
    def clear_the_disk(self, service: Service) -> None:
        """Give the room on its disk back to a service.

        | Clear The Disk | storage |
        """
        self.run.scene.end(lambda what: isinstance(what, Fault) and (what.kind, what.target) == (ROOM, service))

    @keyword
    def a_long_document_is_in_hand(self, pages: int) -> None:
        """Send a long document, and wait until a worker asks for its vectors.

        | A Long Document Is In Hand | 120 |
        """
        hold_long(self.outage, pages)

    @keyword
    def a_worker_has_run_out_of_memory(self) -> None:
        """Inconclusive if no worker has: then nothing was short of memory."""
        inconclusive_without_effect(self.record)

    @keyword
    def watch_the_processes(self) -> None:
        """Remember which processes of the API and the workers are alive."""
        self._alive = processes(self.world)

    @keyword
    @notes(ENDED)
    def note_the_processes_that_ended(self) -> None:
        """Note which of the processes that are watched have ended."""
        self._observe_ended()

    @keyword
    @notes(informs(ENDED, MAY_END))
    def show_the_processes_that_ended(self) -> None:
        """The same as `Note The Processes That Ended`, for a reader: no row judges it."""
        self._observe_ended()

    def _observe_ended(self) -> None:
        if not self._alive:
            raise SpecError("no process is watched; `Watch The Processes` comes before the shortage")
        observe_ended(self.world, self._alive)

    def _strike(self, kind: str, service: Service) -> None:
        fault = Fault(kind, service)
        self.run.scene.begin(fault, until_healed(self.world, fault))
