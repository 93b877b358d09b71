"""How an outage goes: steady state, users at work, break, see it bite, heal, steady state again, judge everything."""

import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime

import httpx

from keywords.basics import clients
from keywords.basics.errors import Inconclusive
from keywords.basics.waiting import at_last, eventually
from keywords.contract.histories import events_of, names, rules
from keywords.contract.history_reader import moment, read
from keywords.contract.people import Person, Uploaded
from keywords.contract.storage import BUCKETS, Storage
from keywords.documents.pdf import Document, generate
from keywords.evidence.observing import count, draw
from keywords.faults.fault import Fault, struck
from keywords.faults.injecting import injected
from keywords.figures.outage_figures import observe
from keywords.figures.outage_record import (
    ENOUGH,
    STILL,
    Course,
    Times,
    bitten,
    events_since,
    health_told_after,
    known_since,
    left_waiting,
    signs,
    timeline,
    told_after,
)
from keywords.history.judging import Accepted, History, Records, Stored, judge
from keywords.history.records import DONE, ERROR
from keywords.stacks.beside import LENT_SETTINGS
from keywords.stacks.services import kind_of, service_of
from keywords.users.users import Seen, look_at_readiness, users
from keywords.world import World

Until = Callable[[Person, Seen], bool]
BEFORE, AFTER = 4, 2  # documents that are sent before it breaks, and that are taken when all is well again
WORKING, EMBEDDING = "working", "embedding"
STILL_SECONDS = 15  # after which a document that a worker had in hand should have been taken over
MEANWHILE = 8  # answers to users while it is broken
MEANWHILE_SECONDS = 3  # that they are given; where the pipeline leaves them waiting, none comes
BITE_SECONDS = 20
LASTS_SECONDS = 10  # for which it waits at most for what it is to last until: not longer than retries last
TELL_SECONDS = 6  # that readiness is given to tell the truth: longer than any row allows


def outage(world: World, fault: Fault, *under: Fault, hand: int = 3, until: Until | None = None) -> Course:
    """Break one thing under light load, and observe all of OUTAGE.

    `under` another fault that slows things down, it breaks when workers have so many documents in hand.
    """
    with world.lent() as here:
        return undergo(here, fault, *under, hand=hand, until=until)


def put_up_with(world: World, fault: Fault) -> None:
    """A fault that work has to go on under: it lasts until a document is done that was sent meanwhile, if one is."""
    go_on_under(outage(world, fault, until=one_done(fault)))


def go_on_under(course: Course) -> None:
    """Observe how much was done that was sent meanwhile."""
    sent, done = course.sent_meanwhile(), course.done_meanwhile()
    count("documents completed during the fault", done, of=sent)


def undergo(
    here: World,
    fault: Fault,
    *under: Fault,
    hand: int = 3,
    long: Document | None = None,
    already: Collection[str] = (),
    codes: Collection[str] = (),
    until: Until | None = None,
) -> Course:
    """An outage on this ground.

    Where a `long` document is given, it breaks when the vectors of that one are waited for. Where codes are given, it
    breaks when documents have `already` met those, and lasts until they have met these; else it can be given `until`
    when it lasts.
    """
    steady(here)
    person, began = here.person(), moment(here.database())
    with users(here, person, str(began.timestamp()), BEFORE) as seen, followed(here, seen, began):
        eventually(lambda: len(seen.uploads), lambda count: count >= BEFORE, "documents to be sent")
        person.wait_for_end(seen.uploads[0])
        with injected(here, *under):
            if long:
                seen.uploads.append(longest := person.upload(long))
                eventually(lambda: person.job(longest.job_id)["stage"], lambda stage: stage == EMBEDDING, "it")
            elif under:
                eventually(
                    lambda: unmet(already, told(here, seen, began.timestamp())), lambda left: not left, "failures"
                )
                seen.uploads.extend(person.upload(generate(f"{began} in hand {n}", paragraphs=3)) for n in range(hand))
                eventually(lambda: in_hand(person), lambda count: count >= hand, "documents to be in hand")
            broke, healing, bitten = break_and_heal(here, fault, person, seen, codes, until)
        within_patience(here, fault, time.time() - broke)
        steady(here)
        well, sent = time.time(), len(seen.uploads)
        eventually(lambda: len(seen.uploads), lambda count: count >= sent + AFTER, "users to go on")
    person.wait_for_ends(seen.uploads)
    records = everything_since(here, seen.uploads, began)
    times = Times(began.timestamp(), broke, broke if fault.heals_itself else healing, well, time.time())
    held = judged(here, records)
    course = Course(fault.missed, fault.removes, times, seen.answers, seen.looks, records, held, seen.health)
    observe(course, bitten)
    draw(timeline(records, here.environment.stages, times))
    return course


@contextmanager
def followed(here: World, seen: Seen, began: datetime) -> Iterator[None]:
    """What cannot be carried through is drawn as far as it came."""
    try:
        yield
    except Exception:
        ended = time.time()
        with suppress(Exception):  # what went wrong before is what counts
            records = everything_since(here, seen.uploads, began)
            times = Times(began.timestamp(), seen.broke or ended, ended, ended, ended)
            draw(timeline(records, here.environment.stages, times))
        raise


def break_and_heal(
    here: World, fault: Fault, person: Person, seen: Seen, codes: Collection[str], until: Until | None
) -> tuple[float, float, Counter[str]]:
    """Returns when it broke, when healing began, and by what it was seen to bite."""
    service, broke, before = fault.missed, time.time(), {one.job_id for one in seen.uploads}
    seen.broke = broke

    def shown() -> Counter[str]:
        events = told(here, seen, broke) if service != "postgres" else []
        found = signs(seen.answers, events, struck(here.stack, fault), broke)
        found += left_waiting(dict(seen.waiting), broke, time.time())
        if service == "worker" and time.time() - broke > STILL_SECONDS:
            found[STILL] = sum(job["state"] == WORKING and job["job_id"] in before for job in person.jobs())
        return found + Counter({f"{service} not reached": unreached(here, fault)})

    def truth_told() -> bool:
        return None not in (told_after(service, seen.looks, broke), health_told_after(seen.health, broke))

    with injected(here, fault):
        found = at_last(shown, lambda each: bitten(fault, each) and not unmet(codes, each), BITE_SECONDS)
        at_last(lambda: sum(a.at > broke for a in seen.answers), lambda count: count >= MEANWHILE, MEANWHILE_SECONDS)
        if until:
            at_last(lambda: until(person, seen), bool, LASTS_SECONDS)
        if fault.removes and kind_of(service).dependency and here.environment.has("ready"):
            at_last(truth_told, bool, TELL_SECONDS)
        healing = time.time()
    if not bitten(fault, found):
        raise Inconclusive(f"{fault} had hardly any observed effect: {dict(found) or 'nothing was refused or retried'}")
    if missing := unmet(codes, found):
        raise Inconclusive(f"no document met {' or '.join(missing)}")
    return broke, healing, found


def one_done(fault: Fault) -> Until:
    """Whether a document is done that was sent when this could be known to be broken."""

    def done(person: Person, seen: Seen) -> bool:
        since = known_since(fault.missed, seen.looks, seen.broke)
        return any(person.job(one.job_id)["state"] == DONE for one in seen.uploads if one.at.timestamp() >= since)

    return done


def one_refused(_person: Person, seen: Seen) -> bool:
    """Whether a user was refused what was asked for after it broke."""
    return any(answer.at >= seen.broke and not answer.good for answer in seen.answers)


def leases_over(_person: Person, seen: Seen) -> bool:
    """Whether nobody can be holding a job any more who could not say so since it broke."""
    return time.time() - seen.broke > 1.5 * float(LENT_SETTINGS["lease_seconds"])


def unmet(codes: Collection[str], found: Collection[str]) -> list[str]:
    """Those of the codes that no event tells of: one failure alone would have bitten as well."""
    return [code for code in codes if f"{ERROR} {code}" not in found]


def told(here: World, seen: Seen, since: float) -> list[str]:
    """What the events of all documents tell of trouble since then."""
    return events_since(events_of(here, seen.uploads), since)


def within_patience(world: World, fault: Fault, seconds: float) -> None:
    """A pipeline that gives up what was away for longer than its retries last keeps its promise."""
    held = rules(world)
    promised = sum(held.wait_s(retry) for retry in range(1, held.max_retries + 1))
    waited_for = kind_of(fault.target).missed and fault.kind not in ("pause", "processor")
    if waited_for and not fault.heals_itself and seconds > promised:
        raise Inconclusive(f"the {fault} lasted {seconds:.1f} s on this machine; retries last {promised:g} s")


def in_hand(person: Person) -> int:
    """How many documents workers are busy with."""
    return sum(job["state"] == WORKING for job in person.jobs())


def unreached(here: World, fault: Fault) -> int:
    """How often a newcomer does not reach it, where neither documents nor those who are connected miss it."""
    service = service_of(fault.target)
    if kind_of(service).missed and fault.kind != "handles":
        return 0
    try:
        clients.get(here.address(service), timeout=2)
    except httpx.TransportError:
        return ENOUGH
    return 0


def steady(world: World) -> None:
    """Everything that readiness tells of is available."""
    if world.environment.has("ready"):
        eventually(lambda: look_at_readiness(world), lambda look: bool(look and look.well), "all to be ready")


def everything_since(world: World, uploads: Sequence[Uploaded], began: datetime) -> Records:
    """All that there is since the beginning, also what nobody asked for; nobody but these users is here."""
    accepted = [Accepted(one.job_id, one.document_id, one.user_id, one.at) for one in uploads]
    there = stored(world, uploads)
    return read(world.database(), accepted, names=names(world.environment), since=began, stored=there)


def stored(world: World, uploads: Sequence[Uploaded]) -> list[Stored] | None:
    """The objects below the users' folders; each is named after its document."""
    if not world.environment.has("storage"):
        return None
    documents = {one.document_id for one in uploads}
    with Storage(world) as storage:
        found = [
            (bucket, name)
            for user in {one.user_id for one in uploads}
            for bucket in BUCKETS
            for name in storage.names(bucket, user)
        ]
    owners = {name: next((each for each in documents if each in name), name) for _, name in found}
    return [Stored(bucket, name, owners[name]) for bucket, name in found]


def judged(world: World, records: Records) -> History:
    """Judged with patience for a machine that has just lost a service: it is late to write down that it tries again."""
    held = rules(world)
    return judge(records, replace(held, tolerance_s=max(held.tolerance_s, held.backoff_base_s / 2)))
