"""Users who go on uploading, asking and looking whatever happens, and remember what they were told and when."""

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
from keywords.basics.waiting import eventually
from keywords.contract.answers import body_of, in_contract_words
from keywords.contract.people import Person, Uploaded
from keywords.documents.pdf import Document, generate
from keywords.figures.outage_record import Answer, Health, Look
from keywords.safety.guard import Load
from keywords.world import World

PAUSE_SECONDS = 0.5  # light load: they share the machine with all that they look at
BYTES_SECONDS = 30
END_SECONDS = 60
EXPECTED_LOAD = Load(requests_per_second=40, users=3, seconds=120)


@dataclass
class Seen:
    """What the users have seen so far; the bytes of every upload in it were taken."""

    uploads: list[Uploaded] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    looks: list[Look] = field(default_factory=list)
    health: list[Health] = field(default_factory=list)
    waiting: dict[str, float] = field(default_factory=dict)  # calls that are not answered yet, and when they were asked
    broke: float = 0.0  # when something was broken on purpose; 0: not yet
    broken: list[Exception] = field(default_factory=list)  # what the users did not expect


@contextmanager
def users(world: World, person: Person, name: str, first: int) -> Iterator[Seen]:
    """Within the block they are at it; at its end each brings to an end what it has begun.

    The `first` documents are sent one right after the other, all later ones with a pause between.
    """
    world.guard.allow(EXPECTED_LOAD)
    seen, over = Seen(), threading.Event()
    questions = cycle((asking_where, asking_about) if world.environment.has("search") else (asking_where,))
    work: list[Callable[[], bool | None]] = [
        lambda: uploading(person, name, seen) and len(seen.uploads) < first,
        lambda: next(questions)(person, seen),
        partial(looking, world, seen),
    ]
    threads = [threading.Thread(target=until, args=(over, each, seen), daemon=True) for each in work]
    for thread in threads:
        thread.start()
    try:
        yield seen
    finally:
        over.set()
        for thread in threads:
            thread.join(END_SECONDS)
    if seen.broken:
        raise seen.broken[0]


def until(over: threading.Event, work: Callable[[], bool | None], seen: Seen) -> None:
    """With a pause after each piece of work, unless it says that there is more at once."""
    try:
        while not over.is_set():
            if not work():
                over.wait(PAUSE_SECONDS)
    except Exception as error:  # raised where the users are waited for
        seen.broken.append(error)


def uploading(person: Person, name: str, seen: Seen) -> bool:
    """One document more, if it is taken. The same key goes with it until then, whatever became of a broken call."""
    number = len(seen.uploads)
    document, at = generate(f"{name} {number}", pages=1, paragraphs=3), datetime.now(UTC)
    key = f"{name}-{number}".replace(" ", "-")

    def announced() -> httpx.Response | None:
        return asked(seen, "upload", partial(person.announce, document, key=key))

    wanted = person.environment.success.upload
    answer = announced()
    if answer is None or answer.status_code != wanted:
        return False
    if person.environment.bytes_.way == "put":
        send(person, str(person.told("upload", answer)["signed_url"]), document, seen)
    told = person.told("upload", answer)
    seen.uploads.append(Uploaded(document, str(told["job_id"]), str(told["document_id"]), person.user_id, at))
    return True


def send(person: Person, url: str, document: Document, seen: Seen) -> None:
    """Try until the bytes are there; a storage that went away in the middle may have taken them all the same."""
    good = (person.environment.success.put, person.environment.refusals.conflict)

    def put() -> int:
        answer = asked(seen, "put", partial(person.put, url, document))
        return answer.status_code if answer is not None else 0

    eventually(put, lambda status: status in good, "the bytes to be taken", BYTES_SECONDS)


def asking_where(person: Person, seen: Seen) -> None:
    """Where the latest document is."""
    if seen.uploads:
        asked(seen, "job", partial(person.call, "job", job_id=seen.uploads[-1].job_id))


def asking_about(person: Person, seen: Seen) -> None:
    """A question about the first document."""
    if seen.uploads:
        question = {"question": seen.uploads[0].document.facts[0].question, "k": 3}
        asked(seen, "search", partial(person.call, "search", question))


def looking(world: World, seen: Seen) -> None:
    """What the pipeline says of its own health."""
    if look := look_at_readiness(world):
        seen.looks.append(look)
    if health := look_at_health(world):
        seen.health.append(health)


def look_at_readiness(world: World) -> Look | None:
    """None where the environment does not tell."""
    here = world.environment
    if not here.has("ready"):
        return None
    try:
        answer = clients.get(world.address("api") + here.paths.ready)
    except httpx.TransportError:
        return Look(time.time(), 0, {})
    told = in_contract_words("ready", body_of(answer), here.answers["ready"])
    states = {str(name): str(state) for name, state in told["dependencies"].items()}
    return Look(time.time(), answer.status_code, states)


def look_at_health(world: World) -> Health | None:
    """None where the environment does not tell."""
    here = world.environment
    if not here.has("health") or not here.answers["health"]["status"]:
        return None
    try:
        answer = clients.get(world.address("api") + here.paths.health)
    except httpx.TransportError:
        return Health(time.time(), 0, "")
    told = in_contract_words("health", body_of(answer), here.answers["health"])
    return Health(time.time(), answer.status_code, str(told["status"]))


def asked(seen: Seen, call: str, ask: Callable[[], httpx.Response]) -> httpx.Response | None:
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
