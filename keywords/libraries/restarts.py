"""Workers that stop in good order with jobs in hand, and workers that crash as often as they are started."""

from collections.abc import Callable
from functools import partial
from typing import Any

from robot.api.deco import keyword, library

from keywords.experiments.failures.kills import process_of
from keywords.experiments.failures.restarts import (
    HANDED_BACK,
    RESTARTS,
    Crashes,
    StoppedWorker,
    busiest_worker,
    crash_again_and_again,
    observe_crashes,
    observe_handing_back,
    stop_in_order,
    wait_until_called_ready,
)
from keywords.faults.fault import Fault
from keywords.faults.injecting import permitted
from keywords.libraries.outages import OfAnOutage
from keywords.libraries.typed import handed
from keywords.running.in_robot import notes

CONVERTERS: dict[type, Callable[..., Any]] = {
    StoppedWorker: handed(StoppedWorker, "a stopped worker", "Stop The Busiest Worker"),
    Crashes: handed(Crashes, "the crashes of a worker", "Crash A Worker Again And Again"),
}


@library(scope="GLOBAL", converters=CONVERTERS)
class restarts(OfAnOutage):  # noqa: N801 (Robot Framework finds the library by its module's name)
    """For experiments in `resources/experiments/` that begin with `Users Are At Work`."""

    @keyword
    def stop_the_busiest_worker(self) -> StoppedWorker:
        """Wait until a worker has documents in hand, and stop it. It stays down until `Start Service    worker`.

        It may finish what it does, and hands its jobs back.

        | ${worker} = | Stop The Busiest Worker |
        """
        here, outage = self.world, self.outage
        worker = busiest_worker(here)
        fault = Fault("stop", process_of(here, worker))
        outage.strikes("worker")
        self.run.scene.begin(fault, permitted(here, fault))
        stopped = stop_in_order(here, worker, partial(fault.strike, here.stack))
        outage.heals()
        return stopped

    @keyword
    @notes(*HANDED_BACK)
    def note_what_the_worker_handed_back(self, worker: StoppedWorker) -> None:
        """Note which jobs a stopped worker still held, and which of the others paid for it.

        | Note What The Worker Handed Back | ${worker} |
        """
        observe_handing_back(self.record, worker)

    @keyword
    def the_monitor_calls_the_workers_ready(self) -> None:
        """Wait until it does: what it reports of them afterwards has a reason of its own."""
        wait_until_called_ready(self.world)

    @keyword
    def crash_a_worker_again_and_again(self) -> Crashes:
        """Kill a worker, and each replacement, until three starts in a row have failed; the next one lives.

        | ${crashes} = | Crash A Worker Again And Again |
        """
        outage = self.outage
        outage.strikes("worker")
        seen = crash_again_and_again(self.world)
        outage.heals(seen.crashes[-1].killed)
        return seen

    @keyword
    @notes(*RESTARTS)
    def note_the_restarts(self, crashes: Crashes) -> None:
        """Note how a worker that crashed was started again, what others did meanwhile, and what the monitor said.

        | Note The Restarts | ${crashes} |
        """
        observe_crashes(self.record, crashes)
