"""The limits that ordinary users have, and what health checks say, on a stack that is started for people."""

import math
import time
from collections.abc import Callable, Iterable

import httpx

from keywords.basics import clients
from keywords.basics.waiting import eventually
from keywords.contract.answers import body_of, in_contract_words
from keywords.contract.people import Person, needs
from keywords.documents.pdf import generate
from keywords.evidence.cases import Cases
from keywords.evidence.observing import count, figure
from keywords.running.catalogue import experiment
from keywords.world import World

LIMITS = {  # that the contract promises where nobody has set anything
    "concurrent jobs": 2,
    "polls per minute": 10,
    "questions per minute": 60,
    "sign-ins per minute": 10,
    "uploads per day": 30,
}
OF_ANOTHER = 20  # questions of somebody else, more than a limit gives back meanwhile
AGAIN = 3  # times the wait that was told: then at the latest it must be over


def off_the_limit(taken: int, limit: int, seconds: float, a_minute: bool) -> int:
    """How many calls too few or too many were taken; a limit a minute lets a few more through as time goes by."""
    regained = math.ceil(seconds * limit / 60) if a_minute else 0
    return max(limit - taken, taken - limit - regained, 0)


@experiment(
    "limits of ordinary users",
    (
        *(f"deviation from the limit of {what}" for what in LIMITS),
        "refusals that say when to retry",
        "calls accepted after the wait",
        "other users' requests refused",
    ),
    limits=LIMITS,
)
def limits_of_ordinary_users(world: World) -> None:
    """One user does each thing until it is refused; another, meanwhile, is served."""
    people, began = world.ordinary(), time.monotonic()
    eager, modest = people.two_people()
    refused: list[httpx.Response] = []

    def until_refused(what: str, answers: Iterable[httpx.Response], a_minute: bool = True, taken: int = 0) -> None:
        limit, last, since = LIMITS[what], None, began if taken else time.monotonic()
        for answer in answers:
            if answer.status_code == people.environment.refusals.too_many:
                refused.append(answer)
                break
            taken, last = taken + 1, answer
            if taken > 2 * limit + 10:  # nobody refuses
                break
        off = off_the_limit(taken, limit, time.monotonic() - since, a_minute)
        said = f"{taken} taken, {limit} are allowed; answered last: {last.status_code if last else 'none'}"
        figure(f"deviation from the limit of {what}", off, of=taken + 1, detail=said)

    until_refused("concurrent jobs", announcements(eager, "at once"), a_minute=False)
    job_id = str(eager.jobs()[0]["job_id"])
    until_refused("polls per minute", over_and_over(lambda: eager.call("job", job_id=job_id)))
    until_refused("questions per minute", over_and_over(lambda: ask(eager)))
    served = Cases()
    for number in range(OF_ANOTHER):
        served.expect(f"question {number + 1} of another", people.environment.success.search, ask(modest).status_code)
    count("other users' requests refused", served.broken, of=served.population)
    until_refused("uploads per day", one_after_the_other(modest), a_minute=False)
    observe_waits(eager, refused)
    wrong = {"email": modest.email, "password": "not the password"}
    until_refused("sign-ins per minute", over_and_over(lambda: modest.call("login", wrong)), taken=people.people)


def announcements(person: Person, seed: str) -> Iterable[httpx.Response]:
    """Documents that are announced, and whose bytes never come."""
    return (person.announce(generate(f"{seed} {n}", pages=1)) for n in range(10**6))


def one_after_the_other(person: Person) -> Iterable[httpx.Response]:
    """Each is deleted before the next is announced: that does not give the day's share back."""
    for answer in announcements(person, "a day"):
        if answer.is_success:
            person.delete(str(person.told("upload", answer)["document_id"]))
        yield answer


def over_and_over(call: Callable[[], httpx.Response]) -> Iterable[httpx.Response]:
    while True:
        yield call()


def ask(person: Person) -> httpx.Response:
    return person.call("search", {"question": "What is the number?", "k": 1})


def observe_waits(person: Person, refused: Iterable[httpx.Response]) -> None:
    """Observe that refusals tell how long to wait, and that who waits so long is served."""
    explained, served = Cases(), Cases()
    waits = [(answer, answer.headers.get("Retry-After", "")) for answer in refused]
    for answer, wait in waits:
        with explained.attempt(f"{answer.request.method} {answer.request.url.path}"):
            told = person.refusal(answer)
            if not (wait.isdigit() and int(wait) > 0 and told["code"] and told["message"]):
                raise AssertionError(f"Retry-After {wait!r}, {dict(told)}")
    explained.observe("refusals that say when to retry")
    path = person.environment.paths.search
    for seconds in [int(wait) for answer, wait in waits if wait.isdigit() and answer.request.url.path == path]:
        with served.attempt("a question"):
            eventually(
                lambda: ask(person).status_code,
                lambda status: status == person.environment.success.search,
                "a question to be taken again",
                AGAIN * seconds,
            )
    served.observe("calls accepted after the wait")


@experiment(
    "health checks",
    (
        "health checks answered without signing in",
        "dependencies named by readiness",
        "available dependencies",
        "dependencies reported correctly",
    ),
)
def health_checks(world: World) -> None:
    """Each service is asked for its health, by nobody in particular; and a stack without workers for what it lacks."""
    environment, answering = world.environment, Cases()
    checks = {
        "api": environment.paths.health,
        "storage": "/health",
        "llamaparse": "/health",
        "openai": "/health",
        "monitor": "/health",
        "web": "/health",
    }
    for service, path in checks.items():
        if service in world.stack.addresses:
            answer = clients.get(world.address(service).removesuffix("/v1") + path)
            answering.expect(f"{service} {path}", environment.success.health, answer.status_code)
    answering.observe("health checks answered without signing in")
    told = dependencies(world)
    away = [name for name, state in told.items() if state != "available"]
    count("dependencies named by readiness", told, of=1)
    figure(
        "available dependencies",
        100 * (1 - len(away) / len(told)) if told else 0,
        of=told,
        detail=", ".join(away),
    )
    lacking, without = Cases(), dependencies(world.ordinary())
    lacking.expect("workers, where there are none", False, without.get("workers") == "available")
    lacking.expect("the database, which is there", "available", without.get("database"))
    lacking.observe("dependencies reported correctly")


def dependencies(world: World) -> dict[str, str]:
    """What readiness says of each thing that the API depends on."""
    needs(world.environment, "ready")
    answer = clients.get(world.address("api") + world.environment.paths.ready)
    told = in_contract_words("ready", body_of(answer), world.environment.answers["ready"])["dependencies"]
    return {str(name): str(state) for name, state in told.items()}
