"""Users who keep uploading, asking and looking whatever happens, and remember each answer and its time."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from itertools import cycle

import httpx

from keywords.basics import clients
from keywords.basics.waiting import eventually, poll
from keywords.contract.answers import body_of, in_contract_words
from keywords.contract.people import Person, Uploaded
from keywords.documents.pdf import Document, generate
from keywords.figures.outage_record import Answer, Health, Look
from keywords.figures.own_clock import OwnClock
from keywords.safety.guard import Load
from keywords.world import World

PAUSE_SECONDS = 0.5  # light load: users share the machine with the pipeline
BYTES_SECONDS = 120  # longer than the storage is ever away: what was announced is sent once it is back
END_SECONDS = 60
EXPECTED_LOAD = Load(requests_per_second=40, users=3, seconds=120)


@dataclass
class Seen:
    """What a user has seen so far. The bytes of every upload in it have arrived."""

    uploads: list[Uploaded] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    looks: list[Look] = field(default_factory=list)
    health: list[Health] = field(default_factory=list)
    clock: OwnClock = field(default_factory=OwnClock)
    waiting: dict[str, float] = field(default_factory=dict)  # unanswered calls, and when each was made
    broke: float = 0.0  # when something was broken on purpose; 0: not yet
    errors: list[Exception] = field(default_factory=list)  # that no answer of the pipeline explains


@contextmanager
def user_at_work(world: World, person: Person, name: str, first: int, pause: float = PAUSE_SECONDS) -> Iterator[Seen]:
    """Let a user work during the block, and complete what they have begun when it ends.

    They send the `first` documents one right after the other, and all later ones with a `pause` between.
    """
    world.guard.allow(EXPECTED_LOAD)
    seen, over = Seen(), threading.Event()
    questions = cycle((ask_for_status, search) if world.environment.has("search") else (ask_for_status,))
    work: dict[Callable[[], bool | None], float] = {
        lambda: upload(person, name, seen) and len(seen.uploads) < first: pause,
        lambda: next(questions)(person, seen): PAUSE_SECONDS,
        partial(look, world, seen): PAUSE_SECONDS,
        partial(watch, person, seen): PAUSE_SECONDS,
    }
    threads = [
        threading.Thread(target=repeat, args=(each, over, seen, wait), daemon=True) for each, wait in work.items()
    ]
    for thread in threads:
        thread.start()
    try:
        yield seen
    finally:
        over.set()
        for thread in threads:
            thread.join(END_SECONDS)
    if seen.errors:
        raise seen.errors[0]


def repeat(work: Callable[[], bool | None], over: threading.Event, seen: Seen, pause: float = PAUSE_SECONDS) -> None:
    """Work until it is over, with a pause unless the work returns that there is more to do at once."""
    try:
        while not over.is_set():
            if not work():
                over.wait(pause)
    except Exception as error:  # raised when the block ends
        seen.errors.append(error)


def upload(person: Person, name: str, seen: Seen) -> bool:
    """Upload the next document; returns whether it was accepted. Each attempt for it carries the same key."""
    number = len(seen.uploads)
    document, at = generate(f"{name} {number}", pages=1, paragraphs=3), datetime.now(UTC)
    key = f"{name}-{number}".replace(" ", "-")
    answer = timed(seen, "upload", partial(person.announce, document, key=key))
    if answer is None or answer.status_code != person.environment.success.upload:
        return False
    accepted = person.parse("upload", answer)
    if person.environment.bytes_.way == "put":
        send(person, str(accepted["signed_url"]), document, seen)
    seen.uploads.append(Uploaded(document, str(accepted["job_id"]), str(accepted["document_id"]), person.user_id, at))
    return True


def send(person: Person, url: str, document: Document, seen: Seen) -> None:
    """Send the bytes until they have arrived. A conflict is fine: a call that broke may have delivered them."""
    good = (person.environment.success.put, person.environment.refusals.conflict)

    def put() -> int:
        answer = timed(seen, "put", partial(person.put, url, document))
        return answer.status_code if answer is not None else 0

    eventually(put, lambda status: status in good, "the bytes to be accepted", BYTES_SECONDS)


def ask_for_status(person: Person, seen: Seen) -> None:
    """Ask for the job of the latest document."""
    if seen.uploads:
        timed(seen, "job", partial(person.call, "job", job_id=seen.uploads[-1].job_id))


def search(person: Person, seen: Seen) -> None:
    """Ask a question about the first document."""
    if seen.uploads:
        question = {"question": seen.uploads[0].document.facts[0].question, "k": 3}
        timed(seen, "search", partial(person.call, "search", question))


def look(world: World, seen: Seen) -> None:
    """Look at readiness and at the health check."""
    if readiness := look_at_readiness(world):
        seen.looks.append(readiness)
    if health := look_at_health(world):
        seen.health.append(health)


def watch(person: Person, seen: Seen) -> None:
    """Look at the jobs that were not seen to end, and note what the answer says and when, by the suite's own clock."""
    if not (left := set(unended(seen))):
        return
    asked = time.time()
    try:
        jobs = person.jobs() if person.environment.has("jobs") else list(map(person.job, left))
    except (AssertionError, httpx.TransportError):
        return  # what users are answered is judged elsewhere
    answered = time.time()
    for job in jobs:
        if (job_id := str(job["job_id"])) in left:
            seen.clock.saw(job_id, str(job["state"]), asked, answered)


def unended(seen: Seen) -> list[str]:
    return [one.job_id for one in seen.uploads if one.job_id not in seen.clock.ended]


def watch_until_all_have_ended(person: Person, seen: Seen) -> None:
    """Watch the jobs until each has ended."""

    def left() -> list[str]:
        watch(person, seen)
        return unended(seen)

    poll(left, lambda jobs: not jobs)
    person.wait_for_ends(seen.uploads)


def look_at_readiness(world: World) -> Look | None:
    """One answer of readiness; None if the environment has none."""
    here = world.environment
    if not here.has("ready"):
        return None
    try:
        answer = clients.get(world.address("api") + here.paths.ready)
    except httpx.TransportError:
        return Look(time.time(), 0, {})
    body = in_contract_words("ready", body_of(answer), here.answers["ready"])
    states = {str(name): str(state) for name, state in body["dependencies"].items()}
    return Look(time.time(), answer.status_code, states)


def look_at_health(world: World) -> Health | None:
    """One answer of the health check; None if the environment has none."""
    here = world.environment
    if not here.has("health") or not here.answers["health"]["status"]:
        return None
    try:
        answer = clients.get(world.address("api") + here.paths.health)
    except httpx.TransportError:
        return Health(time.time(), 0, "")
    body = in_contract_words("health", body_of(answer), here.answers["health"])
    return Health(time.time(), answer.status_code, str(body["status"]))


def timed(seen: Seen, call: str, ask: Callable[[], httpx.Response]) -> httpx.Response | None:
    """Make a call and record its answer and time; None if no answer comes."""
    at, began = time.time(), time.monotonic()
    seen.waiting[call] = at
    try:
        answer = ask()
    except httpx.TransportError:
        seen.answers.append(Answer(call, at, time.monotonic() - began, 0))
        return None
    finally:
        seen.waiting.pop(call)
    seconds = time.monotonic() - began
    seen.answers.append(Answer(call, at, seconds, answer.status_code, answer.headers.get("Retry-After")))
    return answer
