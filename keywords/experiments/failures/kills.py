"""Kills and errors: of workers in each stage, and of any service at random, again and again."""

import time
from collections import Counter
from collections.abc import Callable, Collection, Sequence

from keywords.basics.errors import Inconclusive
from keywords.basics.waiting import poll
from keywords.contract.histories import events_of
from keywords.contract.simulators import calls
from keywords.evidence.observing import count
from keywords.evidence.steps import step
from keywords.experiments.failures.outage import Outage
from keywords.faults.fault import Fault
from keywords.faults.injecting import injected, permitted
from keywords.faults.job_lock import LockedJob, locked_job
from keywords.faults.respawns import Respawns
from keywords.figures.kill_figures import (
    PAID,
    draw_kills,
    lost_by_stage,
    recovered_by_stage,
    rescued_by_stage,
    retried_by_stage,
    stages_begun_again,
    unexplained_calls,
)
from keywords.figures.outage_figures import OUTAGE, tally
from keywords.figures.outage_record import AWAY, OutageRecord
from keywords.history.records import STAGE_DONE, Event
from keywords.running.catalogue import experiment
from keywords.safety import guard
from keywords.stacks.services import service_of
from keywords.world import World

SLOW_DATABASE = Fault("network", "postgres", {"latency_seconds": 0.03})  # makes every stage long enough to be met
STAGES_SECONDS = 90  # in which every stage must be met
MEETING_SECONDS = 5  # in which a job in one of the missing stages comes by
EVENTS_SECONDS = 4  # in which events show the strike: a lost worker is noticed after its lease
CANCEL = guard.Fault("cancel postgres")
# The services that a document or its user needs.
VICTIMS = ("postgres", "api", "worker", "storage", "llamaparse", "openai")
USERS = 3
KILLS = (*OUTAGE, "kills")
STAGES = (*OUTAGE, "completed stages begun again")
Strike = Callable[[LockedJob], None]


@experiment(
    "a worker killed in each stage",
    (*STAGES, "stages recovered from a killed worker", "unexplained paid calls"),
    apart=True,
    long=True,
    fault="kill worker",
    under="network postgres",
)
def worker_killed_in_each_stage(world: World) -> None:
    """In each stage, the worker whose job has just entered it is killed; other workers take the jobs over."""
    with world.lent() as here:
        before = paid_calls(here)
        outage = Outage(here, "worker")
        with outage.users_at_work():
            kill_in_each_stage(outage)
        record = outage.judged()
        asked = {name: number - before[name] for name, number in paid_calls(here).items()}
    lost, rescued = lost_by_stage(record.records.events), rescued_by_stage(record.records)
    recovered = [stage for stage in world.environment.stages if 0 < lost[stage] <= rescued[stage]]
    stages = ", ".join(f"{stage}: {rescued[stage]} of {number}" for stage, number in lost.items())
    count("stages recovered from a killed worker", recovered, of=lost.total(), detail=stages)
    observe_begun_again(record)
    documents = record.history.population.documents
    searches = sum(answer.call == "search" for answer in record.answers)
    unexplained = unexplained_calls(asked, documents, searches, lost)
    detail = f"{asked} for {documents} documents and {searches} questions"
    count("unexplained paid calls", unexplained, of=documents, detail=detail)


@experiment(
    "an error in each stage",
    (*STAGES, "stages recovered from an error"),
    apart=True,
    long=True,
    fault="cancel postgres",
    under="network postgres",
)
def error_in_each_stage(world: World) -> None:
    """In each stage, the database cancels a statement of a worker, and the worker retries later."""
    with world.lent() as here:
        outage = Outage(here, "database")
        with outage.users_at_work():
            cancel_in_each_stage(outage)
        record = outage.judged()
    found = recovered_by_stage(record.records)
    recovered = [stage for stage in world.environment.stages if found[stage]]
    count("stages recovered from an error", recovered, of=found.total(), detail=tally(found))
    observe_begun_again(record)


@experiment("ten random kills", KILLS, apart=True, long=True, kills=10, documents=60, of=VICTIMS)
def ten_random_kills(world: World) -> None:
    """Services are killed at random moments while users send 60 documents; their supervisor starts them again."""
    random_kills(world, times=10, documents=60, pause=0.5)


@experiment("a hundred random kills", KILLS, apart=True, long=True, kills=100, documents=500, of=VICTIMS)
def hundred_random_kills(world: World) -> None:
    """Services are killed at random moments while users send 500 documents; their supervisor starts them again."""
    random_kills(world, times=100, documents=500, pause=4)


# In each stage


@step("Kill a worker in each stage")
def kill_in_each_stage(outage: Outage) -> None:
    here, dead = outage.here, set[str]()
    workers = Respawns(here.stack)

    def kill(found: LockedJob) -> None:
        workers.kill(process_of(here, found.job.worker))
        found.end_sessions()
        dead.add(found.job.worker)

    outage.breaks()
    with permitted(here, Fault("kill", "worker")), injected(here, SLOW_DATABASE):
        outage.heals(strike_in_each_stage(outage, kill, lost_by_stage, dead))


@step("Cancel a statement in each stage")
def cancel_in_each_stage(outage: Outage) -> None:
    def cancel(found: LockedJob) -> None:
        poll(found.waiting, bool, MEETING_SECONDS)
        found.cancel_statements()

    outage.here.guard.allow(CANCEL)
    outage.breaks()
    with injected(outage.here, SLOW_DATABASE):
        outage.heals(strike_in_each_stage(outage, cancel, retried_by_stage, ()))


def strike_in_each_stage(
    outage: Outage, strike: Strike, struck: Callable[[Sequence[Event]], Counter[str]], dead: Collection[str]
) -> float:
    """Strike until the events show it in every stage; a job met too late may show it in the next one.

    Returns the time of the last strike.
    """
    world, began = outage.here, time.monotonic()

    def missing() -> list[str]:
        seen = struck(events_of(world, outage.uploads))
        return [stage for stage in world.environment.stages if not seen[stage]]

    left, last = list(world.environment.stages), time.time()
    while left:
        if time.monotonic() - began > STAGES_SECONDS:
            raise Inconclusive(f"no document was met in {' and '.join(left)} within {STAGES_SECONDS} s")
        last = strike_once_each(world, left, strike, dead)
        left = poll(missing, lambda stages: not stages, EVENTS_SECONDS)
    return last


def strike_once_each(world: World, stages: Sequence[str], strike: Strike, dead: Collection[str]) -> float:
    """Strike one job in each of these stages, each time another job, until no further job comes by.

    Returns the time of the last strike.
    """
    missing, met, found = list(stages), set[str](), True
    while missing and found:
        with locked_job(world, missing, MEETING_SECONDS, workers=dead, jobs=met) as locked:
            found = locked is not None
            if locked:
                strike(locked)
                met.add(locked.job.job_id)
                missing.remove(locked.job.stage)
    return time.time()


def process_of(here: World, worker: str) -> str:
    """The process of a worker, whose own name ends with that of its process."""
    return next(name for name in here.stack.names("worker") if worker.endswith(name))


def paid_calls(world: World) -> dict[str, int]:
    """The number of paid calls to each provider so far."""
    return {name: int(calls(world, name)["calls"].get(call, {"count": 0})["count"]) for name, (call, _) in PAID.items()}


def observe_begun_again(record: OutageRecord) -> None:
    done = sum(event.type == STAGE_DONE for event in record.records.events)
    count("completed stages begun again", stages_begun_again(record.records), of=done)


# At random


def random_kills(world: World, times: int, documents: int, pause: float) -> None:
    """Kill processes at random moments while users send documents; the seed of the run decides which and when."""
    with world.lent() as here:
        processes = [name for name in here.stack.names() if service_of(name) in VICTIMS]
        kills = draw_kills(world.seed, processes, times, pause)
        respawns, outage = Respawns(here.stack), Outage(here, "api", users=USERS)
        with outage.users_at_work():
            outage.breaks()
            with permitted(here, *(Fault("kill", service) for service in VICTIMS)):
                for number, kill in enumerate(kills, 1):
                    outage.wait_until_sent(documents * number // times)
                    time.sleep(kill.after)  # at a random moment
                    outage.heals(respawns.kill(kill.process).killed)
        record = outage.judged()
    if not any(answer.status in (0, AWAY) for answer in record.answers_during()):
        raise Inconclusive("no user noticed the kills")
    detail = f"seed {world.seed}: " + ", ".join(kill.process for kill in kills)
    count("kills", kills, of=kills, detail=detail)
