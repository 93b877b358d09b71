"""Breaks one thing under light load, waits until it bites, and heals it."""

import time
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass

import httpx

from keywords.basics import clients
from keywords.basics.errors import Inconclusive
from keywords.basics.waiting import at_last, eventually
from keywords.contract.histories import events_of
from keywords.contract.people import Person
from keywords.documents.pdf import Document, generate
from keywords.evidence.observing import count
from keywords.experiments.failures.outage import Outage, patience
from keywords.faults.fault import Fault, struck
from keywords.faults.injecting import injected
from keywords.figures.outage_record import (
    ENOUGH,
    STILL,
    OutageRecord,
    bitten,
    events_since,
    health_reported_after,
    known_since,
    left_waiting,
    reported_after,
    signs,
)
from keywords.history.records import DONE, ERROR
from keywords.stacks.beside import LENT_SETTINGS
from keywords.stacks.services import kind_of, service_of
from keywords.users.users import Seen
from keywords.world import World

Until = Callable[[Person, Seen], bool]
WORKING, EMBEDDING = "working", "embedding"
STILL_SECONDS = 15  # after this, another worker should have taken over a document
ANSWERS, ANSWERS_SECONDS = 8, 3  # answers that users are given while it is broken; if they are left waiting, none comes
BITE_SECONDS = 20
LASTS_SECONDS = 10  # the longest wait for `until`; retries last longer
REPORT_SECONDS = 6  # the time that readiness is given to tell the truth: longer than any row allows


@dataclass(frozen=True)
class Breaking:
    """What breaks, and under which circumstances."""

    fault: Fault
    under: tuple[Fault, ...] = ()  # faults that slow things down, so that work meets this one
    in_hand: int = 3  # documents that workers are busy with when it breaks, if there is a fault to be `under`
    long: Document | None = None  # it breaks while the vectors of this document are awaited
    already: Collection[str] = ()  # codes that documents have met before it breaks
    codes: Collection[str] = ()  # codes that documents must meet while it is broken
    until: Until | None = None  # it lasts until this holds


def outage(world: World, fault: Fault, *under: Fault, in_hand: int = 3, until: Until | None = None) -> OutageRecord:
    """Break one thing on a lent stack, and observe all of OUTAGE."""
    with world.lent() as here:
        return undergo(here, Breaking(fault, under, in_hand, until=until))


def work_continues_under(world: World, fault: Fault) -> None:
    """A fault that work goes on under: it lasts until a document is done that was sent during it, if one is."""
    observe_work_during(outage(world, fault, until=one_done(fault)))


def observe_work_during(record: OutageRecord) -> None:
    count("documents completed during the fault", record.completed_during(), of=record.sent_during())


def undergo(here: World, breaking: Breaking) -> OutageRecord:
    """Go through an outage on this stack."""
    fault = breaking.fault
    outage = Outage(here, fault.missed, removed=fault.removes)
    with outage.users_at_work():
        person, seen = outage.people[0]
        with outage.step("the first document ends"):
            person.wait_for_end(seen.uploads[0])
        with injected(here, *breaking.under):
            with outage.step("workers have documents in hand"):
                fill_hands(outage, breaking)
            found = break_and_heal(outage, breaking)
        keeps_its_promise(here, fault, time.time() - outage.broke)
    if fault.heals_itself:
        outage.heals(outage.broke)
    return outage.judged(found)


def fill_hands(outage: Outage, breaking: Breaking) -> None:
    """Wait until workers are busy with what the fault is to meet."""
    person, seen = outage.people[0]
    if breaking.long:
        seen.uploads.append(longest := person.upload(breaking.long))
        eventually(lambda: person.job(longest.job_id)["stage"], lambda stage: stage == EMBEDDING, "it")
    elif breaking.under:
        eventually(lambda: unmet(breaking.already, troubles(outage, outage.began.timestamp())),
                   lambda left: not left, "failures")  # fmt: skip
        documents = [generate(f"{outage.began} in hand {n}", paragraphs=3) for n in range(breaking.in_hand)]
        seen.uploads.extend(map(person.upload, documents))
        eventually(lambda: in_hand(person), lambda busy: busy >= breaking.in_hand, "documents to be in hand")


def break_and_heal(outage: Outage, breaking: Breaking) -> Counter[str]:
    """Strike, wait until the fault bites and lasts long enough, and heal. Returns the signs that it bit."""
    here, fault, (person, seen) = outage.here, breaking.fault, outage.people[0]
    service, before = fault.missed, {uploaded.job_id for uploaded in seen.uploads}
    outage.breaks()
    broke = outage.broke

    def signs_so_far() -> Counter[str]:
        events = troubles(outage, broke) if service != "postgres" else []
        found = signs(seen.answers, events, struck(here.stack, fault), broke)
        found += left_waiting(dict(seen.waiting), broke, time.time())
        if service == "worker" and time.time() - broke > STILL_SECONDS:
            found[STILL] = sum(job["state"] == WORKING and job["job_id"] in before for job in person.jobs())
        return found + Counter({f"{service} not reached": unreached(here, fault)})

    def truth_reported() -> bool:
        return None not in (reported_after(service, seen.looks, broke), health_reported_after(seen.health, broke))

    with injected(here, fault):
        with outage.step(f"{fault} bites"):
            found = at_last(
                signs_so_far, lambda each: bitten(fault, each) and not unmet(breaking.codes, each), BITE_SECONDS
            )
            at_last(lambda: sum(answer.at > broke for answer in seen.answers), lambda n: n >= ANSWERS, ANSWERS_SECONDS)
        with outage.step(f"{fault} lasts"):
            if until := breaking.until:
                at_last(lambda: until(person, seen), bool, LASTS_SECONDS)
            if fault.removes and kind_of(service).dependency and here.environment.has("ready"):
                at_last(truth_reported, bool, REPORT_SECONDS)
        outage.heals()
    if not bitten(fault, found):
        raise Inconclusive(f"{fault} had hardly any observed effect: {dict(found) or 'nothing was refused or retried'}")
    if missing := unmet(breaking.codes, found):
        raise Inconclusive(f"no document met {' or '.join(missing)}")
    return found


# How long it lasts


def one_done(fault: Fault) -> Until:
    """Until a document is done that was sent when the pipeline could know that something was broken."""

    def done(person: Person, seen: Seen) -> bool:
        since = known_since(fault.missed, seen.looks, seen.broke)
        sent = [uploaded for uploaded in seen.uploads if uploaded.at.timestamp() >= since]
        return any(person.job(uploaded.job_id)["state"] == DONE for uploaded in sent)

    return done


def one_refused(_person: Person, seen: Seen) -> bool:
    """Until a user is refused something asked for after it broke."""
    return any(answer.at >= seen.broke and not answer.good for answer in seen.answers)


def leases_over(_person: Person, seen: Seen) -> bool:
    """Until no worker can hold a job any more that it could not renew since it broke."""
    return time.time() - seen.broke > 1.5 * float(LENT_SETTINGS["lease_seconds"])


# What is looked at


def unmet(codes: Collection[str], found: Collection[str]) -> list[str]:
    """The codes that no event names. One failure alone would have bitten as well."""
    return [code for code in codes if f"{ERROR} {code}" not in found]


def troubles(outage: Outage, since: float) -> list[str]:
    """The errors and retries of all documents since then, by their events."""
    return events_since(events_of(outage.here, outage.uploads), since)


def in_hand(person: Person) -> int:
    """How many documents workers are busy with."""
    return sum(job["state"] == WORKING for job in person.jobs())


def unreached(here: World, fault: Fault) -> int:
    """Signs that a newcomer does not reach a service whose absence neither documents nor signed-in users notice."""
    service = service_of(fault.target)
    if kind_of(service).missed and fault.kind != "handles":
        return 0
    try:
        clients.get(here.address(service), timeout=2)
    except httpx.TransportError:
        return ENOUGH
    return 0


def keeps_its_promise(here: World, fault: Fault, seconds: float) -> None:
    """Inconclusive if the fault outlasted all retries: a pipeline that then gives a document up keeps its promise."""
    waited_for = kind_of(fault.target).missed and fault.kind not in ("pause", "processor")
    if waited_for and not fault.heals_itself and seconds > patience(here):
        raise Inconclusive(f"the {fault} lasted {seconds:.1f} s on this machine; retries last {patience(here):g} s")
