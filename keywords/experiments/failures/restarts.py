"""Workers that stop in good order with jobs in hand, and workers that crash as often as they are started."""

import itertools
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import httpx

from keywords.basics import clients
from keywords.basics.threads import Pool
from keywords.basics.waiting import eventually, poll
from keywords.evidence.model import Case
from keywords.evidence.observing import count, share, timing
from keywords.faults.fault import Fault
from keywords.faults.injecting import permitted
from keywords.faults.job_lock import ClaimedJob, claimed_jobs
from keywords.faults.respawns import KilledProcess, Respawns, start_time
from keywords.figures.job_cases import job_cases
from keywords.figures.kill_figures import handed_back, passed_on
from keywords.figures.outage_record import OutageRecord
from keywords.world import World

ENOUGH = 2  # jobs in hand
IN_A_ROW, MOST = 3, 10  # crashes before the supervisor counts a start as successful; crashes altogether
VICTIM = "worker-1"
STARTED_SECONDS = 0.8  # the supervisor counts a start as successful after a second; a shorter life certainly fails
LATER_SECONDS = 0.25  # starts without a delay differ by less
REPORT_SECONDS = 20  # the time for a monitor that looks every few seconds
READY = "ready"
HANDED_BACK = ("jobs still held by the stopped worker", "jobs handed back without a retry")
RESTARTS = (
    "crashes followed by a restart",
    "restarts delayed longer than the one before",
    "documents completed during the fault",
    "time until the monitor reports the crashes",
)


# A worker that is stopped


@dataclass(frozen=True)
class StoppedWorker:
    """A worker that was stopped in good order, and its jobs."""

    name: str
    since: float
    had: frozenset[str]  # jobs that it held while it was being stopped
    left: frozenset[str]  # jobs that it held after that

    def __str__(self) -> str:
        return f"{self.name}, which had {len(self.had)} jobs"


def busiest_worker(here: World) -> str:
    """The worker with the most jobs, once it has enough of them in the stage that takes long."""
    return eventually(lambda: busiest(claimed_jobs(here)), enough, "jobs in hand")[0].worker


def stop_in_order(here: World, worker: str, stop: Callable[[], None]) -> StoppedWorker:
    """Stop a worker, which ends once it has handed its jobs back, and look at its jobs meanwhile."""
    had, since = set[str](), time.time()

    def held() -> list[str]:
        return [job.job_id for job in claimed_jobs(here) if job.worker == worker]

    with Pool(1) as pool:
        stopping = pool.submit(stop)
        poll(lambda: had.update(held()), lambda _: stopping.done())
        stopping.result()
    return StoppedWorker(worker, since, frozenset(had), frozenset(held()))


def observe_handing_back(record: OutageRecord, stopped: StoppedWorker) -> None:
    """Observe all of HANDED_BACK."""
    worker, had = stopped.name, stopped.had
    passed = passed_on(record.records, had, worker, stopped.since)
    held = job_cases(record.records, f"a job of {worker} after its end", had, had - stopped.left, "handed back")
    count("jobs still held by the stopped worker", held)
    back = handed_back(record.records, passed, worker, stopped.since)
    cases = job_cases(record.records, "handed back and passed on", passed, back, "neither retried nor taken over")
    share("jobs handed back without a retry", cases)


# A worker that crashes


@dataclass(frozen=True)
class Crashes:
    """A worker that crashed as often as it was started, and what the monitor said."""

    crashes: Sequence[KilledProcess]
    survivor: float | None  # when the process started that was left alone
    reported_after: float  # seconds; more than REPORT_SECONDS if the monitor never reported them
    state: str  # of the workers, as the monitor calls it

    def __str__(self) -> str:
        return f"{len(self.crashes)} crashes of {VICTIM}"


def wait_until_called_ready(here: World) -> None:
    """A monitor that last looked before the workers started would report them as away for that reason."""
    eventually(lambda: condition(here), lambda state: state == READY, "the monitor to call workers ready")


def crash_again_and_again(here: World) -> Crashes:
    """Kill a worker and each replacement, look at what the monitor says meanwhile, and let the last one live."""
    respawns, began = Respawns(here.stack), time.time()
    with permitted(here, Fault("kill", "worker")), Pool(1) as pool:
        crashing = pool.submit(crash_before_started, respawns)
        state = poll(lambda: condition(here), lambda state: state not in ("", READY), REPORT_SECONDS)
        seconds = time.time() - began
        crashes, last = crashing.result(), respawns.wait_for(VICTIM)
    return Crashes(crashes, start_time(last) if last else None, seconds, state)


def observe_crashes(record: OutageRecord, seen: Crashes) -> None:
    """Observe all of RESTARTS."""
    crashes = seen.crashes
    observe_restarts(crashes, [*(each.started for each in crashes[1:]), *([seen.survivor] if seen.survivor else [])])
    done, jobs = done_between(record, crashes[0].killed, crashes[-1].killed), record.records.jobs
    cases = job_cases(record.records, "done between the crashes", [job.job_id for job in jobs], done)
    count("documents completed during the fault", cases, detail="")
    said = f"it reported {seen.state!r}"
    timing("time until the monitor reports the crashes", [seen.reported_after], detail=said)


def observe_restarts(crashes: Sequence[KilledProcess], starts: Sequence[float]) -> None:
    """Observe whether each crash was followed by a start, each delayed longer than the one before."""
    after = [f"started {start - crash.killed:.2f} s later" for crash, start in zip(crashes, starts, strict=False)]
    seen = list(itertools.zip_longest(range(1, len(crashes) + 1), after))
    restarted = [Case.judged(f"crash {n} of {VICTIM}", bool(start), "a restart", start or "none") for n, start in seen]
    share("crashes followed by a restart", restarted)
    pairs = itertools.pairwise(delays(crashes, starts))
    what, least = "two delays in a row", f"the second at least {LATER_SECONDS} s longer"
    longer = [Case.judged(what, a + LATER_SECONDS < b, least, f"{a:g} s, then {b:g} s") for a, b in pairs]
    share("restarts delayed longer than the one before", longer)


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
