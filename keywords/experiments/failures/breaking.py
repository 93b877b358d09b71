"""What an outage waits for: documents in hand, a fault that bites and is reported, and how long it lasts."""

import time
from collections import Counter
from collections.abc import Callable, Collection
from uuid import uuid4

import httpx

from keywords.basics import clients
from keywords.basics.errors import Inconclusive
from keywords.basics.waiting import eventually, poll
from keywords.contract.histories import events_of
from keywords.contract.people import Person
from keywords.documents.pdf import generate
from keywords.evidence.observing import count
from keywords.evidence.steps import step
from keywords.experiments.failures.outage import Outage
from keywords.faults.fault import Fault, touched
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
from keywords.users.users import Seen
from keywords.world import World

Until = Callable[[Person, Seen], bool]
WORKING, EMBEDDING = "working", "embedding"
STILL_SECONDS = 15  # after this time, another worker should have taken over
ANSWERS, ANSWERS_SECONDS = 8, 3  # answers to wait for during the fault; users that are left waiting get none
BITE_SECONDS = 20
LASTS_SECONDS = 20  # the longest wait for `until`
REPORT_SECONDS = 6  # the time for readiness to report the outage: longer than any row allows

# Slow work, so that a fault meets it.
SLOW_MODEL = Fault("weather", "openai", {"latency_ms": 900})
SLOW_PARSER = Fault("weather", "llamaparse", {"latency_ms": 600})
SLOWER_PARSER = Fault("weather", "llamaparse", {"latency_ms": 2000})  # longer than a service takes to stop


def observe_work_during(record: OutageRecord) -> None:
    sent, done = record.sent_during(), record.completed_during()
    count("documents completed during the fault", job_cases(record.records, "sent during the fault", sent, done))


def wait_until_met(outage: Outage, codes: Collection[str]) -> None:
    """Wait until documents have met each of these codes since the beginning."""

    def to_come() -> list[str]:
        return unmet(codes, failures(outage, outage.began.timestamp()))

    eventually(to_come, lambda left: not left, "the expected failures")


def fill_hands(outage: Outage, number: int, stage: str = "") -> None:
    """Send documents, and wait until workers hold so many, perhaps at a stage."""
    person, seen = outage.people[0]
    documents = [generate(f"{outage.began} in hand {n}", paragraphs=3) for n in range(number)]
    seen.uploads.extend(map(person.upload, documents))
    there = f"documents to be at {stage}" if stage else "documents to be in hand"
    eventually(lambda: in_hand(person, stage), lambda busy: busy >= number, there)


def hold_long(outage: Outage, pages: int) -> None:
    """Send a long document, and wait until a worker asks for its vectors."""
    person, seen = outage.people[0]
    seen.uploads.append(long := person.upload(generate(str(uuid4()), pages=pages)))
    eventually(lambda: person.job(long.job_id)["stage"], lambda stage: stage == EMBEDDING, "the long document")


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


def let_last(outage: Outage, seconds: float) -> None:
    """Wait until so much time has passed since the break."""
    poll(lambda: time.time() - outage.broke, lambda lasted: lasted >= seconds, 2 * seconds)


def let_last_until(outage: Outage, until: Until) -> None:
    """Wait until this holds, for twenty seconds at most."""
    person, seen = outage.people[0]
    poll(lambda: until(person, seen), bool, LASTS_SECONDS)


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


def in_hand(person: Person, stage: str = "") -> int:
    """How many of the person's documents workers hold, or are at this stage."""
    return sum(job["stage"] == stage if stage else job["state"] == WORKING for job in person.jobs())


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
