"""Signing in from beginning to end, and sessions over many requests."""

from concurrent.futures import ThreadPoolExecutor
from copy import copy

import httpx

from keywords.contract.answers import expect
from keywords.contract.people import Person, needs
from keywords.evidence.cases import Cases
from keywords.evidence.observing import count, figure
from keywords.running.catalogue import experiment
from keywords.world import World

SESSIONS, REQUESTS = 3, 60


@experiment(
    "a session from registration to sign-out",
    (
        "sign-in steps that worked",
        "used refresh tokens accepted",
        "calls answered after sign-out",
    ),
)
def signing_in(world: World) -> None:
    """A new user registers, signs in, renews the session, and signs out; what has ended stays ended."""
    needs(world.environment, "register", "login", "refresh", "logout", "me")
    success, refused = world.environment.success, world.environment.refusals.unauthorized
    person, steps = world.person(), Cases()
    steps.expect("who has registered", person.user_id, str(person.me()["user_id"]))
    steps.expect("a wrong password", refused, sign_in(person, "not the password"))
    steps.expect("nobody's address", refused, sign_in(person, person.password, f"nobody-{person.email}"))
    taken = person.call("register", {"email": person.email, "password": person.password}).status_code
    steps.expect("an address that is taken", world.environment.refusals.conflict, taken)
    with steps.attempt("signing in with the password"):
        person.login()
    steps.expect("who has signed in", person.user_id, str(person.me()["user_id"]))

    before = copy(person.session)
    with steps.attempt("renewing the session"):
        person.refresh()
    steps.expect("a refresh token as it was", False, person.session.refresh_token == before.refresh_token)
    steps.expect("who has renewed the session", person.user_id, str(person.me()["user_id"]))
    bystander = person.signed_in_again()
    spent = renew(person, before.refresh_token)
    figure("used refresh tokens accepted", int(spent.is_success), of=1, detail=f"answered {spent.status_code}")

    leaving = bystander.signed_in_again()
    ended = copy(leaving.session)
    with steps.attempt("signing out"):
        leaving.logout()
    opened = [
        f"{call} answered {status}"
        for call, status in (
            ("me", leaving.call("me").status_code),
            ("documents", leaving.call("documents").status_code),
            ("refresh", renew(leaving, ended.refresh_token).status_code),
        )
        if status != refused
    ]
    count("calls answered after sign-out", opened, of=3)
    steps.expect("another session of theirs", success.me, bystander.call("me").status_code)
    with steps.attempt("signing in once more"):
        leaving.login()
    steps.expect("who has come back", success.me, leaving.call("me").status_code)
    steps.observe("sign-in steps that worked")


def sign_in(person: Person, password: str, email: str = "") -> int:
    return person.call("login", {"email": email or person.email, "password": password}).status_code


def renew(person: Person, refresh_token: str) -> httpx.Response:
    return person.call("refresh", {"refresh_token": refresh_token})


@experiment(
    "parallel sessions of two users",
    ("requests answered for the right user", "requests refused while signed in"),
    users=2,
    sessions=SESSIONS,
    requests=REQUESTS,
)
def sessions_at_once(world: World) -> None:
    """Two users with several sessions each, whose requests go to and fro; a session is renewed on the way."""
    needs(world.environment, "login", "refresh", "me")
    everybody = [session for person in world.two_people() for session in sessions_of(person)]
    answered = Cases()

    def ask(number: int) -> httpx.Response:
        return everybody[number % len(everybody)].call("me")

    with ThreadPoolExecutor(len(everybody)) as pool:
        first = list(pool.map(ask, range(REQUESTS)))
        for person in everybody[::SESSIONS]:
            person.refresh()
        answers = [*first, *pool.map(ask, range(REQUESTS))]
    for number, answer in enumerate(answers):
        person = everybody[number % len(everybody)]
        with answered.attempt(f"request {number + 1}"):
            expect(answer, world.environment.success.me, "a request in a session")
            told = str(person.told("me", answer)["user_id"])
            if told != person.user_id:
                raise AssertionError(f"answered as {told}'s, asked by {person.user_id}")
    answered.observe("requests answered for the right user")
    refused = [a for a in answers if a.status_code == world.environment.refusals.unauthorized]
    count("requests refused while signed in", refused, of=answers)


def sessions_of(person: Person) -> list[Person]:
    return [person, *(person.signed_in_again() for _ in range(SESSIONS - 1))]
