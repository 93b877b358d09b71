"""Breaks one thing under light load, waits until the fault bites, and heals it."""

import time
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass

import httpx

from keywords.basics import clients
from keywords.basics.errors import Inconclusive
from keywords.basics.waiting import eventually, poll
from keywords.contract.histories import events_of
from keywords.contract.people import Person
from keywords.documents.pdf import Document, generate
from keywords.evidence.observing import count
from keywords.evidence.steps import step
from keywords.experiments.failures.outage import Outage
from keywords.faults.fault import Fault, touched
from keywords.faults.injecting import injected
from keywords.figures.job_cases import job_cases
from keywords.figures.outage_needs import met
from keywords.figures.outage_record import (
    ENOUGH,
    MET,
    STILL,
    OutageRecord,
    bites,
    events_since,
    health_reported_after,
    known_since,
    left_waiting,
    reported_after,
    signs,
)
from keywords.history.records import ERROR
from keywords.stacks.beside import LENT_SETTINGS
from keywords.stacks.services import kind_of, service_of
from keywords.users.users import PAUSE_SECONDS, Seen
from keywords.world import World

Until = Callable[[Person, Seen], bool]
Meanwhile = Callable[[World], None]
WORKING, EMBEDDING = "working", "embedding"
STILL_SECONDS = 15  # after this time, another worker should have taken over
ANSWERS, ANSWERS_SECONDS = 8, 3  # answers to wait for during the fault; users that are left waiting get none
BITE_SECONDS = 20
LASTS_SECONDS = 20  # the longest wait for `until`
UPLOADS = 15  # how many documents users send during an outage that lasts for a given time
REPORT_SECONDS = 6  # the time for readiness to report the outage: longer than any row allows


def nothing_more(_here: World) -> None:
    """Observe nothing more."""


@dataclass(frozen=True)
class Breaking:
    """What breaks, and in which circumstances."""

    fault: Fault
    under: tuple[Fault, ...] = ()  # faults that slow work down, so that it meets this one
    in_hand: int = 4  # documents that workers hold at the break, if work is slowed down
    long: Document | None = None  # the break comes while a worker waits for the vectors of this document
    already: Collection[str] = ()  # codes that documents must have met before the break
    codes: Collection[str] = ()  # codes that documents must meet during the fault
    until: Until | None = None  # the fault lasts until this holds
    seconds: float = 0  # the fault lasts at least for so long
    meanwhile: Meanwhile = nothing_more  # what else is observed just before the healing


def outage(world: World, fault: Fault, *under: Fault, in_hand: int = 4, until: Until | None = None) -> OutageRecord:
    """Break one thing on a lent stack, and observe all of OUTAGE."""
    with world.lent() as here:
        return undergo(here, Breaking(fault, under, in_hand, until=until))


def work_continues_under(world: World, fault: Fault) -> None:
    """Observe a fault that work must survive; it lasts until enough documents sent during it are done."""
    observe_work_during(outage(world, fault, until=enough_done(fault)))


def observe_work_during(record: OutageRecord) -> None:
    sent, done = record.sent_during(), record.completed_during()
    count("documents completed during the fault", job_cases(record.records, "sent during the fault", sent, done))


def undergo(here: World, breaking: Breaking) -> OutageRecord:
    """Go through an outage on this stack."""
    fault = breaking.fault
    pause = max(PAUSE_SECONDS, breaking.seconds / UPLOADS)
    refusing = [each.service for each in breaking.under if each.parameters.get("error_rate")]
    outage = Outage(here, fault.service, removed=fault.removes, refusing=refusing, pause=pause)
    with outage.users_at_work():
        person, seen = outage.people[0]
        with step("Wait until the first document has ended"):
            person.wait_for_end(seen.uploads[0])
        with injected(here, *breaking.under):
            with step("Wait until workers have documents in hand"):
                occupy_workers(outage, breaking)
            found = break_and_heal(outage, breaking)
    if fault.heals_itself:
        outage.heals(outage.broke)
    return outage.judged(found)


def occupy_workers(outage: Outage, breaking: Breaking) -> None:
    """Wait until workers hold the documents that the fault must meet."""
    person, seen = outage.people[0]

    def codes_to_come() -> list[str]:
        return unmet(breaking.already, failures(outage, outage.began.timestamp()))

    if breaking.long:
        seen.uploads.append(long := person.upload(breaking.long))
        eventually(lambda: person.job(long.job_id)["stage"], lambda stage: stage == EMBEDDING, "the long document")
    elif breaking.under:
        eventually(codes_to_come, lambda codes: not codes, "the expected failures")
        fill_hands(outage, breaking.in_hand)


def fill_hands(outage: Outage, number: int) -> None:
    """Send documents, and wait until workers hold so many."""
    person, seen = outage.people[0]
    documents = [generate(f"{outage.began} in hand {n}", paragraphs=3) for n in range(number)]
    seen.uploads.extend(map(person.upload, documents))
    eventually(lambda: in_hand(person), lambda busy: busy >= number, "documents to be in hand")


def break_and_heal(outage: Outage, breaking: Breaking) -> Counter[str]:
    """Strike, wait until the fault bites and has lasted long enough, and heal; returns the signs that it bit."""
    fault, (person, seen) = breaking.fault, outage.people[0]
    outage.breaks()
    broke = outage.broke
    with injected(outage.here, fault):
        found = bite(outage, fault, breaking.codes)
        with step("Let the fault last", fault):
            if until := breaking.until:
                poll(lambda: until(person, seen), bool, LASTS_SECONDS)
            if breaking.seconds:
                poll(lambda: time.time() - broke, lambda lasted: lasted >= breaking.seconds, 2 * breaking.seconds)
            breaking.meanwhile(outage.here)
            wait_until_reported(outage, fault)
        outage.heals()
    inconclusive_without_bite(fault, found, breaking.codes)
    return found


def bite(outage: Outage, fault: Fault, codes: Collection[str] = ()) -> Counter[str]:
    """Wait until the fault that has struck bites; returns the signs of it."""
    here, broke, (person, seen) = outage.here, outage.broke, outage.people[0]
    outage.struck = time.time()
    service, before = fault.service, {one.job_id for one in seen.uploads if one.at.timestamp() < broke}

    def signs_so_far() -> Counter[str]:
        events = events_of(here, outage.uploads) if service != "postgres" else []
        found = signs(seen.answers, events_since(events, broke), touched(here.stack, fault), broke)
        found[MET] = len(met(events, broke))
        found += left_waiting(dict(seen.waiting), broke, time.time())
        if service == "worker" and time.time() - broke > STILL_SECONDS:
            found[STILL] = sum(job["state"] == WORKING and job["job_id"] in before for job in person.jobs())
        return found + Counter({f"{service} not reached": unreached(here, fault)})

    with step("Wait until the fault bites", fault) as done:
        found = poll(signs_so_far, lambda now: bites(fault, now) and not unmet(codes, now), BITE_SECONDS)
        done.saw(", ".join(f"{number} {sign}" for sign, number in found.items() if number))
        struck = outage.struck
        poll(lambda: sum(answer.at > struck for answer in seen.answers), lambda n: n >= ANSWERS, ANSWERS_SECONDS)
    return found


def wait_until_reported(outage: Outage, fault: Fault) -> None:
    """Wait a while until readiness and health report the fault, if they look at the service."""
    service, struck, (_, seen) = fault.service, outage.struck, outage.people[0]

    def reported() -> bool:
        return None not in (reported_after(service, seen.looks, struck), health_reported_after(seen.health, struck))

    if fault.removes and kind_of(service).dependency and outage.here.environment.has("ready"):
        poll(reported, bool, REPORT_SECONDS)


def inconclusive_without_bite(fault: Fault, found: Counter[str], codes: Collection[str] = ()) -> None:
    """Inconclusive if the fault had hardly any effect, or not that on documents which it was to have."""
    if not bites(fault, found):
        raise Inconclusive(f"{fault} had hardly any observed effect: {dict(found) or 'nothing was refused or retried'}")
    if missing := unmet(codes, found):
        raise Inconclusive(f"no document met {' or '.join(missing)}")


# How long it lasts


def enough_done(fault: Fault) -> Until:
    """Until enough documents are done that were sent after readiness reported the fault, or else after the break."""

    def done(_person: Person, seen: Seen) -> bool:
        since = known_since(fault.service, seen.looks, seen.broke)
        sent = [uploaded.job_id for uploaded in seen.uploads if uploaded.at.timestamp() >= since]
        return len(seen.clock.done(sent)) >= ENOUGH

    return done


def enough_refused(_person: Person, seen: Seen) -> bool:
    """Until enough requests made after the break are refused."""
    return sum(answer.at >= seen.broke and not answer.good for answer in seen.answers) >= ENOUGH


def leases_over(_person: Person, seen: Seen) -> bool:
    """Until every lease that no worker could renew since the break has run out."""
    return time.time() - seen.broke > 1.5 * float(LENT_SETTINGS["lease_seconds"])


# What to look at


def unmet(codes: Collection[str], found: Collection[str]) -> list[str]:
    """The codes that no error names. A fault can bite without all of them."""
    return [code for code in codes if f"{ERROR} {code}" not in found]


def failures(outage: Outage, since: float) -> list[str]:
    """The errors and retries of all documents since then, from their events."""
    return events_since(events_of(outage.here, outage.uploads), since)


def in_hand(person: Person) -> int:
    """How many of the person's documents workers hold."""
    return sum(job["state"] == WORKING for job in person.jobs())


def unreached(here: World, fault: Fault) -> int:
    """Signs that a new connection fails, for a fault that neither documents nor signed-in users notice."""
    service = service_of(fault.target)
    if kind_of(service).missed and fault.kind != "handles":
        return 0
    try:
        clients.get(here.address(service), timeout=2)
    except httpx.TransportError:
        return ENOUGH
    return 0
