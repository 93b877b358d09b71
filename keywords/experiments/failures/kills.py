"""Kills: of workers in each stage, of anything at random, again and again; and what is stopped in good order."""

import time
from collections import Counter
from collections.abc import Callable, Collection, Sequence

from keywords.basics.errors import Inconclusive
from keywords.basics.waiting import at_last
from keywords.contract.histories import events_of
from keywords.contract.simulators import calls
from keywords.evidence.observing import count, figure
from keywords.experiments.failures.outage import Outage, rightly_given_up
from keywords.faults.fault import Fault
from keywords.faults.injecting import answered_for, injected
from keywords.faults.job_lock import Held, held
from keywords.faults.respawns import Respawns
from keywords.figures.kill_figures import (
    PAID,
    begun_again,
    drawn,
    longest_away,
    lost_in,
    recovered_in,
    retried_in,
    taken_up_in,
    unexplained,
)
from keywords.figures.outage_figures import OUTAGE
from keywords.figures.outage_record import AWAY, OutageRecord
from keywords.history.records import STAGE_DONE, Event
from keywords.running.catalogue import experiment
from keywords.safety import guard
from keywords.stacks.services import kind_of, service_of
from keywords.world import World

SLOW_DATABASE = Fault("network", "postgres", {"latency_seconds": 0.03})  # no stage is over before it is seen
STAGES_SECONDS = 90  # in which every stage has to be met
MEETING_SECONDS = 5  # in which a job of one of the stages still to be met comes by
TOLD_SECONDS = 4  # in which events tell of it: a lost worker is missed after its lease
GIVEN_UP = guard.Fault("cancel postgres")
# What a document or its user cannot do without.
VICTIMS = ("postgres", "api", "worker", "storage", "llamaparse", "openai")
USERS = 3
KILLS = (*OUTAGE, "kills")
STAGES = (*OUTAGE, "completed stages begun again")


@experiment(
    "a worker killed in each stage",
    (*STAGES, "stages recovered from a killed worker", "unexplained paid calls"),
    apart=True,
    long=True,
    fault="kill worker",
    under="network postgres",
)
def killed_in_each_stage(world: World) -> None:
    """A worker is killed whose job has just entered a stage, in one stage after the other; others take the jobs up."""
    with world.lent() as here:
        before = paid(here)
        outage = Outage(here, "worker")
        with outage.users_at_work():
            kill_in_each_stage(outage)
        record = outage.judged()
        asked = {name: number - before[name] for name, number in paid(here).items()}
    lost, searches = lost_in(record.records.events), sum(answer.call == "search" for answer in record.answers)
    documents = record.history.population.documents
    ended = taken_up_in(record.records)
    well = [stage for stage in world.environment.stages if 0 < lost[stage] <= ended[stage]]
    told = ", ".join(f"{stage}: {ended[stage]} of {number}" for stage, number in lost.items())
    count("stages recovered from a killed worker", well, of=lost.total(), detail=told)
    observe_begun_again(record)
    told = f"{asked} for {documents} documents and {searches} questions"
    figure("unexplained paid calls", unexplained(asked, documents, searches, lost), of=documents, detail=told)


@experiment(
    "an error in each stage",
    (*STAGES, "stages recovered from an error"),
    apart=True,
    long=True,
    fault="cancel postgres",
    under="network postgres",
)
def error_in_each_stage(world: World) -> None:
    """The database gives up a statement of a worker, in one stage after the other; each is tried again later."""
    with world.lent() as here:
        outage = Outage(here, "database")
        with outage.users_at_work():
            err_in_each_stage(outage)
        record = outage.judged()
    found = recovered_in(record.records)
    met = [stage for stage in world.environment.stages if found[stage]]
    count(
        "stages recovered from an error",
        met,
        of=found.total(),
        detail=", ".join((f"{stage}: {number}" for stage, number in found.items())),
    )
    observe_begun_again(record)


@experiment("ten random kills", KILLS, apart=True, long=True, kills=10, documents=60, of=VICTIMS)
def ten_random_kills(world: World) -> None:
    """Services die at random moments while 60 documents are sent; whoever looks after them starts them again."""
    random_kills(world, times=10, documents=60, pause=0.5)


@experiment("a hundred random kills", KILLS, apart=True, long=True, kills=100, documents=500, of=VICTIMS)
def hundred_random_kills(world: World) -> None:
    """Services die at random moments while 500 documents are sent; whoever looks after them starts them again."""
    random_kills(world, times=100, documents=500, pause=4)


# How it is done


def kill_in_each_stage(outage: Outage) -> None:
    here, dead = outage.here, set[str]()
    workers = Respawns(here.stack)

    def kill(found: Held) -> None:
        workers.kill(process_of(here, found.job.worker))
        found.end_sessions()
        dead.add(found.job.worker)

    outage.breaks()
    with answered_for(here, Fault("kill", "worker")), injected(here, SLOW_DATABASE):
        outage.heals(strike_until_all_show(outage, kill, lost_in, dead))


def err_in_each_stage(outage: Outage) -> None:
    def give_up(found: Held) -> None:
        at_last(found.waiting, bool, MEETING_SECONDS)
        found.give_up_statements()

    outage.here.guard.allow(GIVEN_UP)
    outage.breaks()
    with injected(outage.here, SLOW_DATABASE):
        outage.heals(strike_until_all_show(outage, give_up, retried_in, ()))


def strike_until_all_show(
    outage: Outage,
    strike: Callable[[Held], None],
    shown: Callable[[Sequence[Event]], Counter[str]],
    dead: Collection[str],
) -> float:
    """Strike until the events show it in every stage; a job met a moment too late may show it in another.

    Returns the moment of the last blow.
    """
    world = outage.here
    stages, over = world.environment.stages, time.monotonic() + STAGES_SECONDS

    def missing() -> list[str]:
        seen = shown(events_of(world, outage.uploads))
        return [stage for stage in stages if not seen[stage]]

    left, last = list(stages), time.time()
    while left:
        if time.monotonic() > over:
            raise Inconclusive(f"no document was met in {' and '.join(left)} within {STAGES_SECONDS} s")
        last = meet(world, left, strike, dead)
        left = at_last(missing, lambda none: not none, TOLD_SECONDS)
    return last


def meet(world: World, stages: Sequence[str], strike: Callable[[Held], None], dead: Collection[str]) -> float:
    """Strike where a job is held, once in each of these stages, as far as one comes by, each time another job."""
    missing, met, found = list(stages), set[str](), True
    while missing and found:
        with held(world, missing, MEETING_SECONDS, workers=dead, jobs=met) as one:
            found = one is not None
            if one:
                strike(one)
                met.add(one.job.job_id)
                missing.remove(one.job.stage)
    return time.time()


def random_kills(world: World, times: int, documents: int, pause: float) -> None:
    """Kill processes at random moments while documents are sent, as the seed of the run decides."""
    with world.lent() as here:
        processes = [name for name in here.stack.names() if service_of(name) in VICTIMS]
        kills = drawn(world.seed, processes, times, pause)
        respawns, outage = Respawns(here.stack), Outage(here, "api", users=USERS)
        with outage.users_at_work():
            outage.breaks()
            with answered_for(here, *(Fault("kill", service) for service in VICTIMS)):
                for number, each in enumerate(kills, 1):
                    outage.sends(documents * number // times)
                    time.sleep(each.after)  # the moment is what is random
                    outage.heals(respawns.kill(each.process).went)
        record = outage.judged()
    if not any(answer.status in (0, AWAY) for answer in record.answers_during()):
        raise Inconclusive("nobody noticed the kills")
    away = longest_away(record.looks, [dependency for name in VICTIMS if (dependency := kind_of(name).dependency)])
    rightly_given_up(here, record, away)
    told = f"seed {world.seed}: " + ", ".join(f"{each.process}" for each in kills)
    count("kills", kills, of=kills, detail=told)


def process_of(here: World, worker: str) -> str:
    """The process of a worker, which has its name at the end of its own."""
    return next(name for name in here.stack.names("worker") if worker.endswith(name))


def paid(world: World) -> dict[str, int]:
    """How many calls that cost something the providers have had so far."""
    return {name: int(calls(world, name)["calls"].get(call, {"count": 0})["count"]) for name, (call, _) in PAID.items()}


def observe_begun_again(record: OutageRecord) -> None:
    again, done = begun_again(record.records), sum(event.type == STAGE_DONE for event in record.records.events)
    count("completed stages begun again", again, of=done)
