"""Workers that stop in good order with jobs in hand, and workers that crash as often as they are started."""

import itertools
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor

import httpx

from keywords.basics import clients
from keywords.basics.waiting import eventually, poll
from keywords.evidence.observing import count, share, timing
from keywords.experiments.failures.kills import process_of
from keywords.experiments.failures.outage import Outage
from keywords.faults.fault import Fault
from keywords.faults.injecting import injected, permitted
from keywords.faults.job_lock import ClaimedJob, claimed_jobs
from keywords.faults.respawns import KilledProcess, Respawns, start_time
from keywords.figures.kill_figures import handed_back, passed_on
from keywords.figures.outage_figures import OUTAGE
from keywords.figures.outage_record import OutageRecord
from keywords.running.catalogue import experiment
from keywords.world import World

LONG_WORK = Fault("weather", "openai", {"latency_ms": 3000})  # but shorter than a stopping worker waits for it
ENOUGH = 2  # jobs in hand
USERS = 3  # together they send more than is done at once, so a stopping worker has jobs in hand
STOPPED = (*OUTAGE, "jobs still held by the stopped worker", "jobs handed back without a retry")
IN_A_ROW, MOST = 3, 10  # crashes before the supervisor counts a start as successful; crashes altogether
VICTIM = "worker-1"
STARTED_SECONDS = 0.8  # the supervisor counts a start as successful after a second; a shorter life certainly fails
LATER_SECONDS = 0.25  # starts without a delay differ by less
REPORT_SECONDS = 20  # the time for a monitor that looks every few seconds
READY = "ready"


@experiment(
    "a worker stopped with jobs in hand",
    STOPPED,
    apart=True,
    fault="stop worker",
    under="weather openai",
)
def stopped_with_jobs_in_hand(world: World) -> None:
    """A worker is stopped: it finishes the stages in hand and hands its jobs back; other workers continue at once."""
    had, left = set[str](), list[str]()
    with world.lent() as here:

        def held_by(worker: str) -> list[str]:
            return [job.job_id for job in claimed_jobs(here) if job.worker == worker]

        outage = Outage(here, "worker", users=USERS)
        with outage.users_at_work():
            outage.breaks()
            with injected(here, LONG_WORK), ThreadPoolExecutor(1) as pool:
                worker = eventually(lambda: busiest(claimed_jobs(here)), enough, "jobs in hand")[0].worker
                since = time.time()
                with permitted(here, fault := Fault("stop", process_of(here, worker))):
                    stopping = pool.submit(fault.strike, here.stack)
                    poll(lambda: had.update(held_by(worker)), lambda _: stopping.done())
                    stopping.result()
                    left.extend(held_by(worker))
                    outage.heals()
        record = outage.judged()
    passed = passed_on(record.records, had, worker, since)
    count("jobs still held by the stopped worker", left, of=had)
    share("jobs handed back without a retry", passed - handed_back(record.records, passed, worker, since), of=passed)


@experiment(
    "a worker that keeps crashing",
    (
        *OUTAGE,
        "crashes followed by a restart",
        "restarts delayed longer than the one before",
        "documents completed during the fault",
        "time until the monitor reports the crashes",
    ),
    apart=True,
    fault="kill worker",
    in_a_row=IN_A_ROW,
)
def keeps_crashing(world: World) -> None:
    """A worker and each replacement are killed; the other worker continues, and the last replacement lives."""
    with world.lent() as here:
        respawns = Respawns(here.stack)
        outage = Outage(here, "worker")
        with outage.users_at_work():
            outage.breaks()
            # A monitor that last looked before the workers started would report them as away for that reason.
            eventually(lambda: condition(here), lambda state: state == READY, "the monitor to call workers ready")
            began = time.time()
            with permitted(here, Fault("kill", "worker")), ThreadPoolExecutor(1) as pool:
                crashing = pool.submit(crash_before_started, respawns)
                state = poll(lambda: condition(here), lambda state: state not in ("", READY), REPORT_SECONDS)
                seconds = time.time() - began  # more than REPORT_SECONDS if it never reports them
                crashes = crashing.result()
                last = respawns.wait_for(VICTIM)
            outage.heals(crashes[-1].killed)
        record = outage.judged()
    observe_restarts(crashes, [*(each.started for each in crashes[1:]), *([start_time(last)] if last else [])])
    done = done_between(record, crashes[0].killed, crashes[-1].killed)
    count("documents completed during the fault", done, of=record.records.jobs)
    timing("time until the monitor reports the crashes", [seconds], detail=f"it reported {state!r}")


def observe_restarts(crashes: Sequence[KilledProcess], starts: Sequence[float]) -> None:
    """Observe whether each crash was followed by a start, each delayed longer than the one before."""
    share("crashes followed by a restart", len(crashes) - len(starts), of=crashes)
    pairs = list(itertools.pairwise(delays(crashes, starts)))
    sooner = [f"{one:g} s, then {other:g} s" for one, other in pairs if one + LATER_SECONDS >= other]
    share("restarts delayed longer than the one before", sooner, of=pairs)


def done_between(record: OutageRecord, began: float, ended: float) -> list[str]:
    return [job_id for job_id, at in record.done_at().items() if began < at < ended]


def crash_before_started(respawns: Respawns) -> list[KilledProcess]:
    """Kill until enough starts in a row have failed or no process comes; a busy machine may not get that far."""
    crashes = list[KilledProcess]()
    while len(crashes) < MOST and sum(map(failed_to_start, crashes[-IN_A_ROW:])) < IN_A_ROW:
        if not respawns.wait_for(VICTIM):
            break
        crashes.append(respawns.kill(VICTIM))
    return crashes


def delays(crashes: Sequence[KilledProcess], starts: Sequence[float]) -> list[float]:
    """The seconds before each start that followed a failed one, since the last start that succeeded.

    >>> delays([KilledProcess(0, 9, 9), KilledProcess(9, 9.2, 9.3), KilledProcess(10.2, 10.3, 10.3)], [9, 10.2, 12.3])
    [1.0, 2.0]
    """
    found = list[float]()
    for crash, start in zip(crashes, starts, strict=False):
        found = [*found, round(start - crash.killed, 3)] if failed_to_start(crash) else []
    return found


def failed_to_start(crash: KilledProcess) -> bool:
    return crash.lived < STARTED_SECONDS


def enough(jobs: Iterable[ClaimedJob]) -> bool:
    """True if enough of the jobs are in the stage that takes long."""
    return sum(job.stage == "embedding" for job in jobs) >= ENOUGH


def busiest(jobs: Sequence[ClaimedJob]) -> list[ClaimedJob]:
    """The jobs of the worker with the most jobs."""
    most = Counter(job.worker for job in jobs).most_common(1)
    return [job for job in jobs if most and job.worker == most[0][0]]


def condition(world: World) -> str:
    """The state of the workers as the monitor reports it; '' if the monitor does not answer."""
    try:
        state = clients.get(f"{world.address('monitor')}/api/state").json()
        return str(next(service["state"] for service in state["services"] if service["name"] == "worker"))
    except (httpx.TransportError, KeyError, StopIteration):
        return ""
