"""Workers that go and come: stopped in good order with jobs in hand, and dying again as often as they are started."""

import itertools
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor

import httpx

from keywords.basics import clients
from keywords.basics.waiting import at_last, eventually
from keywords.evidence.observing import count, figure, percent, share
from keywords.experiments.failures.kills import process_of
from keywords.experiments.failures.outage import Outage
from keywords.faults.fault import Fault
from keywords.faults.injecting import answered_for, injected
from keywords.faults.job_lock import InHand, in_hand
from keywords.faults.respawns import Killed, Respawns, started
from keywords.figures.kill_figures import handed_back, passed_on
from keywords.figures.outage_figures import OUTAGE
from keywords.history.records import DONE
from keywords.running.catalogue import experiment
from keywords.world import World

LONG_WORK = Fault("weather", "openai", {"latency_ms": 3000})  # and yet not longer than a worker that stops takes for it
ENOUGH = 2  # jobs in hand
USERS = 3  # more than they send is never done at once, so a worker that stops has jobs in hand
STOPPED = (*OUTAGE, "jobs still held by the stopped worker", "jobs handed back without a retry")
IN_A_ROW, MOST = 3, 10  # crashes of workers that had not been started yet; crashes altogether
VICTIM = "worker-1"
STARTED_SECONDS = 0.8  # what lives shorter has surely not been started, to its supervisor; that needs a second
LATER_SECONDS = 0.25  # what starts at once is late by chance, too
TOLD_SECONDS = 20  # that the monitor, which looks every few seconds, is given
READY = "ready"


@experiment(
    "a worker stopped with jobs in hand",
    STOPPED,
    apart=True,
    fault="stop worker",
    under="weather openai",
)
def stopped_with_jobs_in_hand(world: World) -> None:
    """A worker stops; it finishes the stages in hand and hands its jobs back, and other workers take them at once."""
    had, left = set[str](), list[str]()
    with world.lent() as here:

        def held_by(worker: str) -> list[str]:
            return [job.job_id for job in in_hand(here) if job.worker == worker]

        outage = Outage(here, "worker", users=USERS)
        with outage.users_at_work():
            outage.breaks()
            with injected(here, LONG_WORK), ThreadPoolExecutor(1) as pool:
                worker = eventually(lambda: busiest(in_hand(here)), enough, "jobs in hand")[0].worker
                told_at = time.time()
                with answered_for(here, fault := Fault("stop", process_of(here, worker))):
                    stopping = pool.submit(fault.strike, here.stack)
                    at_last(lambda: had.update(held_by(worker)), lambda _: stopping.done())
                    stopping.result()
                    left.extend(held_by(worker))
                    outage.heals()
        record = outage.judged()
    went = passed_on(record.records, had, worker, told_at)
    bad = went - handed_back(record.records, went, worker, told_at)
    count("jobs still held by the stopped worker", left, of=had)
    share("jobs handed back without a retry", bad, of=went)


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
def crashes_again_and_again(world: World) -> None:
    """A worker and each that replaces it is killed; the other worker goes on, and the last replacement stays."""
    with world.lent() as here:
        respawns = Respawns(here.stack)
        outage = Outage(here, "worker")
        with outage.users_at_work():
            outage.breaks()
            # A monitor that last looked before the workers came would call them away for that reason.
            eventually(lambda: condition(here), lambda word: word == READY, "the monitor to call workers ready")
            began = time.time()
            with answered_for(here, Fault("kill", "worker")), ThreadPoolExecutor(1) as pool:
                crashing = pool.submit(crash_before_started, respawns)
                said = at_last(lambda: condition(here), lambda word: word not in ("", READY), TOLD_SECONDS)
                seconds = time.time() - began  # longer than TOLD_SECONDS if it never did
                crashes = crashing.result()
                stays = respawns.awaited(VICTIM)
            outage.heals(crashes[-1].went)
        record = outage.judged()
    last = [started(stays)] if stays else []
    came = [*(each.came for each in crashes[1:]), *last]
    figure("crashes followed by a restart", percent(len(came), len(crashes)), of=crashes)
    waits = waits_of(crashes, came)
    longer = sum(one + LATER_SECONDS < other for one, other in itertools.pairwise(waits))
    pairs = max(0, len(waits) - 1)
    figure("restarts delayed longer than the one before", percent(longer, pairs), of=pairs, samples=waits)
    first, end = crashes[0].went, crashes[-1].went
    done = [
        job.job_id
        for job in record.records.jobs
        if job.state == DONE and job.finished_at and first < job.finished_at.timestamp() < end
    ]
    count("documents completed during the fault", done, of=record.records.jobs)
    figure("time until the monitor reports the crashes", seconds, of=1, detail=f"it said {said!r}")


def crash_before_started(respawns: Respawns) -> list[Killed]:
    """Kill until so many in a row had not been started, or none comes any more; a busy machine may not get there."""
    crashes = list[Killed]()
    while len(crashes) < MOST and sum(map(not_started, crashes[-IN_A_ROW:])) < IN_A_ROW and respawns.awaited(VICTIM):
        crashes.append(respawns.kill(VICTIM))
    return crashes


def waits_of(crashes: Sequence[Killed], came: Sequence[float]) -> list[float]:
    """How long it took until the next one came, after the latest that had not been started.

    >>> waits_of([Killed(0, 9, 9), Killed(9, 9.2, 9.3), Killed(10.2, 10.3, 10.3)], [9, 10.2, 12.3])
    [1.0, 2.0]
    """
    found = list[float]()
    for killed, following in zip(crashes, came, strict=False):
        found = [*found, round(following - killed.went, 3)] if not_started(killed) else []
    return found


def not_started(killed: Killed) -> bool:
    return killed.lived < STARTED_SECONDS


def enough(jobs: Iterable[InHand]) -> bool:
    """They are in the middle of what takes time."""
    return sum(job.stage == "embedding" for job in jobs) >= ENOUGH


def busiest(jobs: Sequence[InHand]) -> list[InHand]:
    """The jobs of the worker that has the most of them."""
    most = Counter(job.worker for job in jobs).most_common(1)
    return [job for job in jobs if most and job.worker == most[0][0]]


def condition(world: World) -> str:
    """What the monitor says of the workers; '' while it does not answer."""
    try:
        told = clients.get(f"{world.address('monitor')}/api/state").json()
        return str(next(service["state"] for service in told["services"] if service["name"] == "worker"))
    except (httpx.TransportError, KeyError, StopIteration):
        return ""
