"""Kills and errors: of workers in each stage, and of any service at random, again and again.

resources/experiments/kills.resource says what else is done around them.
"""

import time
from collections import Counter
from collections.abc import Callable, Collection, Sequence

from keywords.basics.errors import Inconclusive
from keywords.basics.waiting import poll
from keywords.contract.histories import events_of
from keywords.contract.simulators import calls
from keywords.evidence.model import Case
from keywords.evidence.observing import count, measure
from keywords.experiments.failures.outage import Outage
from keywords.faults.fault import Fault
from keywords.faults.injecting import permitted
from keywords.faults.job_lock import LockedJob, locked_job
from keywords.faults.respawns import Respawns
from keywords.figures.job_cases import event_ids
from keywords.figures.kill_figures import (
    PAID,
    Kill,
    draw_kills,
    lost_by_stage,
    recovered_by_stage,
    rescued_by_stage,
    retried_by_stage,
    stages_begun_again,
    unexplained_calls,
)
from keywords.figures.outage_figures import tally
from keywords.figures.outage_record import AWAY, OutageRecord
from keywords.history.records import STAGE_DONE, Event, Records
from keywords.safety import guard
from keywords.stacks.services import service_of
from keywords.world import World

STAGES_SECONDS = 90  # in which every stage must be met
MEETING_SECONDS = 5  # in which a job in one of the missing stages comes by
EVENTS_SECONDS = 4  # in which events show the strike: a lost worker is noticed after its lease
CANCEL = guard.Fault("cancel postgres")
# The services that a document or its user needs.
VICTIMS = ("postgres", "api", "worker", "storage", "llamaparse", "openai")
Strike = Callable[[LockedJob], None]
Struck = Callable[[Sequence[Event]], Counter[str]]  # how many jobs were struck in each stage


# In each stage


def kill_in_each_stage(outage: Outage) -> None:
    """Kill the worker whose job has just entered a stage, in each of them."""
    here, dead = outage.here, set[str]()
    workers = Respawns(here.stack)

    def kill(found: LockedJob) -> None:
        workers.kill(process_of(here, found.job.worker))
        found.end_sessions()
        dead.add(found.job.worker)

    outage.strikes("worker")
    with permitted(here, Fault("kill", "worker")):
        outage.heals(strike_in_each_stage(outage, kill, lost_by_stage, dead))


def cancel_in_each_stage(outage: Outage) -> None:
    """Let the database cancel a statement of the worker whose job has just entered a stage, in each of them."""

    def cancel(found: LockedJob) -> None:
        poll(found.waiting, bool, MEETING_SECONDS)
        found.cancel_statements()

    outage.here.guard.allow(CANCEL)
    outage.strikes("database")
    outage.heals(strike_in_each_stage(outage, cancel, retried_by_stage, ()))


def strike_in_each_stage(outage: Outage, strike: Strike, struck: Struck, dead: Collection[str]) -> float:
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


def first_in(records: Records, stage: str, counting: Struck) -> dict[str, str]:
    """The ids of the first job that was struck in this stage, if any was."""
    struck = (event for event in records.events if counting([event])[stage])
    return next((event_ids(records, event) for event in struck), {})


def observe_rescued(record: OutageRecord, stages: Sequence[str]) -> None:
    """Observe in which stages every job of a killed worker was done in the end."""
    lost, rescued = lost_by_stage(record.records.events), rescued_by_stage(record.records)
    cases = [
        Case.judged(
            stage,
            0 < lost[stage] <= rescued[stage],
            f"{lost[stage]} jobs done",
            f"{rescued[stage]} jobs done",
            **first_in(record.records, stage, lost_by_stage),
        )
        for stage in (stages if lost else ())
    ]
    detail = ", ".join(f"{stage}: {rescued[stage]} of {number}" for stage, number in lost.items())
    count("stages recovered from a killed worker", cases, detail=detail)


def observe_retried(record: OutageRecord, stages: Sequence[str]) -> None:
    """Observe which stages were done after an error in them."""
    found = recovered_by_stage(record.records)
    cases = [
        Case.judged(
            stage,
            found[stage] > 0,
            "an error, and the stage done after it",
            f"{found[stage]} of them",
            **first_in(record.records, stage, retried_by_stage),
        )
        for stage in (stages if found else ())
    ]
    count("stages recovered from an error", cases, detail=tally(found))


def observe_unexplained(record: OutageRecord, asked: dict[str, int]) -> None:
    """Observe how many of the paid calls no document, question or kill explains."""
    documents = record.history.population.documents
    searches = sum(answer.call == "search" for answer in record.answers)
    unexplained = unexplained_calls(asked, documents, searches, lost_by_stage(record.records.events))
    detail = f"{asked} for {documents} documents and {searches} questions"
    measure("unexplained paid calls", list(unexplained.values()) if documents else [], by=sum, detail=detail)


def observe_begun_again(record: OutageRecord) -> None:
    """Observe which completed stages were begun again: a case for each of those, and for each that was not."""
    records, again = record.records, stages_begun_again(record.records)
    done = [event for event in records.events if event.type == STAGE_DONE and event not in again]
    cases = [Case.judged(f"{event.stage} after it was done", False, **event_ids(records, event)) for event in again]
    cases += [Case.judged(str(event.stage), True, "done once", **event_ids(records, event)) for event in done]
    count("completed stages begun again", cases)


# At random


def kill_at_random(outage: Outage, seed: int, times: int, documents: int, pause: float) -> list[Kill]:
    """Kill processes at random moments while users send documents; the seed decides which and when."""
    here = outage.here
    processes = [name for name in here.stack.names() if service_of(name) in VICTIMS]
    kills, respawns = draw_kills(seed, processes, times, pause), Respawns(here.stack)
    outage.strikes("api")
    with permitted(here, *(Fault("kill", service) for service in VICTIMS)):
        for number, kill in enumerate(kills, 1):
            outage.wait_until_sent(documents * number // times)
            time.sleep(kill.after)  # at a random moment
            outage.heals(respawns.kill(kill.process).killed)
    return kills


def observe_kills(record: OutageRecord, kills: Sequence[Kill], seed: int) -> None:
    """Observe what was killed and when; inconclusive if no user noticed it."""
    if not any(answer.status in (0, AWAY) for answer in record.answers_during()):
        raise Inconclusive("no user noticed the kills")
    detail = f"seed {seed}: " + ", ".join(kill.process for kill in kills)
    cases = [Case.judged(kill.process, True, seen=f"killed after a pause of {kill.after:.2f} s") for kill in kills]
    count("kills", cases, detail=detail)
