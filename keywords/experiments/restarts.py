"""Workers that go and come: stopped in good order with jobs in hand, and dying again as often as they are started."""

import itertools
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor

import httpx

from keywords.evidence.recorder import recorder
from keywords.experiments.crowds import Crowd, broken_among
from keywords.experiments.kill_figures import handed_back, passed_on
from keywords.experiments.outage_figures import OUTAGE, percent
from keywords.experiments.registry import experiment
from keywords.faults.fault import Fault
from keywords.faults.ground import ground
from keywords.faults.holding import InHand, in_hand
from keywords.faults.injecting import answered_for, injected
from keywords.faults.offspring import Killed, Offspring
from keywords.history.records import DONE
from keywords.waiting import at_last, eventually
from keywords.world import World

LONG_WORK = Fault("weather", "openai", {"latency_ms": 3000})  # and yet not longer than a worker that stops takes for it
ENOUGH = 2  # jobs in hand
STOPPED = OUTAGE | {"jobs left with the stopped worker": "jobs", "jobs handed back as they were": "%"}
CRASHES = 4
VICTIM = "worker-1"
STARTED_SECONDS = 1  # what lives longer has been started
TOLD_SECONDS = 20  # that the monitor, which looks every few seconds, is given
READY = "ready"


@experiment(
    "a worker stopped with jobs in hand", STOPPED, apart=True, fault="stop worker", under="weather openai",
)  # fmt: skip
def stopped_with_jobs_in_hand(world: World) -> None:
    """A worker is told to stop; it finishes the stages in hand and gives the jobs back, and others go on at once."""
    had, left, told = list[InHand](), list[InHand](), list[float]()
    with ground(world) as here:

        def stop(_crowd: Crowd) -> float:
            with injected(here, LONG_WORK):
                had.extend(eventually(lambda: busiest(in_hand(here.world)), enough, "jobs in hand"))
                process = next(name for name in here.backend.names("worker") if had[0].worker.endswith(name))
                told.append(time.time())
                with injected(here, Fault("stop", process)):
                    left.extend(job for job in in_hand(here.world) if job.worker == had[0].worker)
                    at = time.time()
            return at

        course = broken_among(here, 1, "worker", stop)
    worker = had[0].worker
    went = passed_on(course.records, {job.job_id for job in had}, worker, told[0])
    bad = went - handed_back(course.records, went, worker, told[0])
    recorder.observe("jobs left with the stopped worker", len(left), "jobs", population=len(had),
                     detail=", ".join(job.job_id for job in left))  # fmt: skip
    recorder.observe("jobs handed back as they were", percent(len(went) - len(bad), len(went)), "%",
                     population=len(went), detail=", ".join(bad))  # fmt: skip


@experiment(
    "a worker that crashes again and again",
    OUTAGE | {"starts after a crash": "%", "starts that came later than the one before": "%",
              "documents done meanwhile": "documents", "time until the monitor told of it": "s"},
    apart=True, fault="kill worker", times=CRASHES,
)  # fmt: skip
def crashes_again_and_again(world: World) -> None:
    """A worker is killed, and so is each that is started in its place; the other goes on, and the last one stays."""
    crashes, told, last = list[Killed](), list[float](), list[float]()
    with ground(world) as here:

        def crash(crowd: Crowd) -> float:
            family, began = Offspring(here.backend, "worker"), time.time()
            with answered_for(here, Fault("kill", "worker")), ThreadPoolExecutor(1) as pool:
                crashing = pool.submit(lambda: [family.kill(VICTIM) for _ in range(CRASHES)])
                said = at_last(lambda: condition(here.world), lambda word: word not in ("", READY), TOLD_SECONDS)
                told.extend([time.time() - began] * (said not in ("", READY)))
                crashes.extend(crashing.result())
                stays = at_last(lambda: family.living(VICTIM), bool, TOLD_SECONDS)
                last.extend([stays.create_time()] if stays else [])
            return crashes[-1].went

        course = broken_among(here, 1, "worker", crash)
    came = [*(each.came for each in crashes[1:]), *last]
    recorder.observe("starts after a crash", percent(len(came), CRASHES), "%", population=CRASHES)
    waits = waits_of(crashes, came)
    longer = sum(one < other for one, other in itertools.pairwise(waits))
    pairs = max(0, len(waits) - 1)
    recorder.observe("starts that came later than the one before", percent(longer, pairs), "%",
                     population=pairs, samples=waits)  # fmt: skip
    first, end = crashes[0].went, crashes[-1].went
    done = [job.job_id for job in course.records.jobs if job.state == DONE and job.finished_at
            and first < job.finished_at.timestamp() < end]  # fmt: skip
    recorder.observe("documents done meanwhile", len(done), "documents", population=len(course.records.jobs))
    recorder.observe("time until the monitor told of it", told[0] if told else TOLD_SECONDS, "s", population=1,
                     detail="" if told else "it never did")  # fmt: skip


def waits_of(crashes: Sequence[Killed], came: Sequence[float]) -> list[float]:
    """How long it took until the next one came, as far as each lived too short for having been started at all.

    >>> waits_of([Killed(0, 9), Killed(9, 9.2), Killed(10.2, 10.3)], [9, 10.2, 12.3])
    [1.0, 2.0]
    """
    found = list[float]()
    for killed, following in zip(crashes, came, strict=False):
        found = [*found, round(following - killed.went, 3)] if killed.lived < STARTED_SECONDS else []
    return found


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
        told = httpx.get(f"{world.address('monitor')}/api/state", timeout=10).json()
        return str(next(service["state"] for service in told["services"] if service["name"] == "worker"))
    except (httpx.TransportError, KeyError, StopIteration):
        return ""
