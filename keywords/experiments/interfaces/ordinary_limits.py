"""The limits of ordinary users and the health checks, on a stack with ordinary settings."""

import math
import time
from collections.abc import Callable, Iterable, Sequence

import httpx

from keywords.basics import clients
from keywords.basics.waiting import eventually
from keywords.contract.answers import body_of, correlation, in_contract_words
from keywords.contract.people import Person, needs
from keywords.documents.pdf import generate
from keywords.evidence.cases import Cases
from keywords.evidence.model import Case
from keywords.evidence.observing import count, measure, share
from keywords.evidence.steps import step
from keywords.running.catalogue import experiment
from keywords.world import World

LIMITS = {  # of the contract, for a stack without settings of its own
    "concurrent jobs": 2,
    "polls per minute": 10,
    "questions per minute": 60,
    "sign-ins per minute": 10,
    "uploads per day": 30,
}
OTHER_HEALTH = dict.fromkeys(("storage", "llamaparse", "openai", "monitor", "web"), "/health")
QUESTIONS = 20  # of another user; more than the limit gives back in that time
PATIENCE = 3  # times the wait that a refusal states


def deviation(accepted: int, limit: int, seconds: float, a_minute: bool) -> int:
    """How many calls too few or too many were accepted; a limit a minute allows a few more as time goes by."""
    regained = math.ceil(seconds * limit / 60) if a_minute else 0
    return max(limit - accepted, accepted - limit - regained, 0)


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
    """One user does each thing until it is refused, while another user is served."""
    with step("Start a stack with ordinary limits"):
        ordinary, began = world.ordinary(), time.monotonic()
    eager, modest = ordinary.two_people()
    refused = [observe_limit(eager, "concurrent jobs", announcements(eager, "at once"), a_minute=False)]
    job_id = str(eager.jobs()[0]["job_id"])
    refused.append(observe_limit(eager, "polls per minute", repeated(lambda: eager.call("job", job_id=job_id))))
    refused.append(observe_limit(eager, "questions per minute", repeated(lambda: ask(eager))))
    served, success = Cases(), ordinary.environment.success.search
    with step("Ask as another user", f"{QUESTIONS} questions"):
        for number in range(QUESTIONS):
            answer = ask(modest)
            ids = {"user": modest.user_id, "eager user": eager.user_id, **correlation(answer)}
            served.expect(f"question {number + 1} of another user", success, answer.status_code, **ids)
    count("other users' requests refused", served)
    refused.append(observe_limit(modest, "uploads per day", announced_and_deleted(modest), a_minute=False))
    observe_waits(eager, [answer for answer in refused if answer])
    wrong = {"email": modest.email, "password": "not the password"}
    sign_ins = repeated(lambda: modest.call("login", wrong))
    unauthorized = ordinary.environment.refusals.unauthorized
    observe_limit(modest, "sign-ins per minute", sign_ins, accepted=ordinary.people, judged=unauthorized, began=began)


def observe_limit(
    person: Person,
    what: str,
    answers: Iterable[httpx.Response],
    *,
    a_minute: bool = True,
    accepted: int = 0,
    judged: int | None = None,
    began: float | None = None,
) -> httpx.Response | None:
    """Make calls until one is refused; observe how far the accepted ones are from the limit. Return the refusal.

    A call is accepted if it succeeds, or if it is looked at and answered with the status `judged`.
    """
    limit, last, refusal, made = LIMITS[what], "none", None, accepted
    began = time.monotonic() if began is None else began
    with step("Go on until a call is refused", what) as done:
        for answer in answers:
            if answer.status_code == person.environment.refusals.too_many:
                refusal = answer
                break
            made, last = made + 1, str(answer.status_code)
            accepted += answer.is_success or answer.status_code == judged
            if made > 2 * limit + 10:  # there is no limit
                break
        done.saw(f"{accepted} accepted, {limit} allowed")
    off = deviation(accepted, limit, time.monotonic() - began, a_minute)
    detail = f"{accepted} accepted, {limit} allowed; last answer before the refusal: {last}"
    measure(f"deviation from the limit of {what}", [off], detail=detail)
    return refusal


def announcements(person: Person, seed: str) -> Iterable[httpx.Response]:
    """Announce documents whose bytes are never sent."""
    return (person.announce(generate(f"{seed} {n}", pages=1)) for n in range(10**6))


def announced_and_deleted(person: Person) -> Iterable[httpx.Response]:
    """Delete each document before the next is announced; that gives nothing back of the day's limit."""
    for answer in announcements(person, "a day"):
        if answer.is_success:
            person.delete(str(person.parse("upload", answer)["document_id"]))
        yield answer


def repeated(call: Callable[[], httpx.Response]) -> Iterable[httpx.Response]:
    while True:
        yield call()


def ask(person: Person) -> httpx.Response:
    return person.call("search", {"question": "What is the number?", "k": 1})


@step("Wait as long as the refusals say, and ask again")
def observe_waits(person: Person, refused: Sequence[httpx.Response]) -> None:
    """Observe whether refusals say how long to wait, and whether a question is answered after that time."""
    explained, served = Cases(), Cases()
    for answer in refused:
        wait = answer.headers.get("Retry-After", "")
        with explained.attempt(f"{answer.request.method} {answer.request.url.path}", **correlation(answer)):
            body = person.refusal(answer)
            if not (wait.isdigit() and int(wait) > 0 and body["code"] and body["message"]):
                raise AssertionError(f"Retry-After {wait!r}, {dict(body)}")
    share("refusals that say when to retry", explained)
    path, success = person.environment.paths.search, person.environment.success.search
    waits = [answer.headers.get("Retry-After", "") for answer in refused if answer.request.url.path == path]
    for seconds in [int(wait) for wait in waits if wait.isdigit()]:
        with served.attempt(f"a question within {PATIENCE} times {seconds} s", user=person.user_id):
            eventually(
                lambda: ask(person).status_code,
                lambda status: status == success,
                "a question to be accepted again",
                PATIENCE * seconds,
            )
    share("calls accepted after the wait", served)


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
    """The health of each service and the readiness of the API are asked for without a token.

    A stack without workers must name them as missing.
    """
    answering, success = Cases(), world.environment.success.health
    for service, path in {"api": world.environment.paths.health, **OTHER_HEALTH}.items():
        if service in world.stack.addresses:
            with step("Ask for the health of a service", service, path) as done:
                answer = clients.get(world.address(service).removesuffix("/v1") + path)
                done.saw(answer.status_code)
            answering.expect(f"{service} {path}", success, answer.status_code)
    share("health checks answered without signing in", answering)
    states = dependencies(world)
    count("dependencies named by readiness", [Case.judged(name, True, seen=state) for name, state in states.items()])
    share("available dependencies", [Case.of(name, "available", state) for name, state in states.items()])
    reported, without = Cases(), dependencies(world.ordinary())
    reported.expect("workers on a stack without any", False, without.get("workers") == "available")
    reported.expect("database on a stack without workers", "available", without.get("database"))
    share("dependencies reported correctly", reported)


@step("Ask the API for readiness", saw=lambda states: ", ".join(f"{name} {state}" for name, state in states.items()))
def dependencies(world: World) -> dict[str, str]:
    """The state of each dependency of the API, by its readiness."""
    needs(world.environment, "ready")
    answer = clients.get(world.address("api") + world.environment.paths.ready)
    states = in_contract_words("ready", body_of(answer), world.environment.answers["ready"])["dependencies"]
    return {str(name): str(state) for name, state in states.items()}
