"""Accounts and sessions: from registration to sign-out, and many sessions in parallel."""

from concurrent.futures import ThreadPoolExecutor

import httpx

from keywords.contract.answers import correlation, expect
from keywords.contract.people import Person, needs
from keywords.evidence.cases import Cases
from keywords.evidence.model import Case
from keywords.evidence.observing import count, share
from keywords.evidence.steps import step
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
def registration_to_sign_out(world: World) -> None:
    """A new user registers, signs in, renews the session and signs out; an ended session stays ended."""
    needs(world.environment, "register", "login", "refresh", "logout", "me")
    person, steps = world.person(), Cases()
    try_sign_in(person, steps)
    used = person.session.refresh_token
    with steps.attempt("renewal of the session"):
        person.refresh()
    steps.expect("the same refresh token again", False, person.session.refresh_token == used)
    steps.expect("user after the renewal", person.user_id, str(person.me()["user_id"]))
    bystander = person.signed_in_again()
    again = renew(person, used)
    ids = {"user": person.user_id, **correlation(again)}
    used_again = Case.judged(
        "the used refresh token again", not again.is_success, "a refusal", again.status_code, **ids
    )
    count("used refresh tokens accepted", [used_again])
    try_sign_out(bystander, steps)
    share("sign-in steps that worked", steps)


@step("Try to sign in, wrongly and rightly")
def try_sign_in(person: Person, steps: Cases) -> None:
    """Try what must be refused, and sign in with the password."""
    refusals = person.environment.refusals
    steps.expect("user after the registration", person.user_id, str(person.me()["user_id"]))
    steps.expect("sign-in with a wrong password", refusals.unauthorized, sign_in(person, "not the password"))
    unknown = sign_in(person, person.password, f"nobody-{person.email}")
    steps.expect("sign-in with an unknown address", refusals.unauthorized, unknown)
    taken = person.call("register", {"email": person.email, "password": person.password})
    steps.expect("registration of a taken address", refusals.conflict, taken.status_code)
    with steps.attempt("sign-in with the password"):
        person.login()
    steps.expect("user after the sign-in", person.user_id, str(person.me()["user_id"]))


@step("Sign out of one of two sessions")
def try_sign_out(bystander: Person, steps: Cases) -> None:
    """Sign out of a second session; observe what that session still opens, and check that the first goes on."""
    success, refused = bystander.environment.success, bystander.environment.refusals.unauthorized
    leaving = bystander.signed_in_again()
    ended = leaving.session.refresh_token
    with steps.attempt("sign-out"):
        leaving.logout()
    answers = {
        "me": leaving.call("me"),
        "documents": leaving.call("documents"),
        "refresh": renew(leaving, ended),
    }
    ended_calls = Cases()
    for call, answer in answers.items():
        ended_calls.expect(call, refused, answer.status_code, user=bystander.user_id, **correlation(answer))
    count("calls answered after sign-out", ended_calls)
    steps.expect("the user's other session", success.me, bystander.call("me").status_code)
    with steps.attempt("sign-in after the sign-out"):
        leaving.login()
    steps.expect("the new session", success.me, leaving.call("me").status_code)


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
def parallel_sessions(world: World) -> None:
    """Two users with several sessions each make requests in turn; a session of each is renewed in between."""
    needs(world.environment, "login", "refresh", "me")
    sessions = [session for person in world.two_people() for session in sessions_of(person)]

    def ask(number: int) -> httpx.Response:
        return sessions[number % len(sessions)].call("me")

    with ThreadPoolExecutor(len(sessions)) as pool:
        first = list(pool.map(ask, range(REQUESTS)))
        for session in sessions[::SESSIONS]:
            session.refresh()
        answers = [*first, *pool.map(ask, range(REQUESTS))]
    answered = Cases()
    for number, answer in enumerate(answers):
        person = sessions[number % len(sessions)]
        with answered.attempt(f"request {number + 1}", user=person.user_id, **correlation(answer)):
            expect(answer, world.environment.success.me, "a request in a session")
            user = str(person.parse("me", answer)["user_id"])
            if user != person.user_id:
                raise AssertionError(f"{person.user_id} asked, and the answer is for {user}")
    share("requests answered for the right user", answered)
    refusal, signed_in = world.environment.refusals.unauthorized, Cases()
    for number, answer in enumerate(answers):
        ok, ids = answer.status_code != refusal, correlation(answer)
        signed_in.append(Case.judged(f"request {number + 1}", ok, f"not {refusal}", answer.status_code, **ids))
    count("requests refused while signed in", signed_in)


def sessions_of(person: Person) -> list[Person]:
    return [person, *(person.signed_in_again() for _ in range(SESSIONS - 1))]
