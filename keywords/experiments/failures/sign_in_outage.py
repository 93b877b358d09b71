"""Signing in while the database with accounts and sessions is away, and afterwards."""

import httpx

from keywords.basics.waiting import eventually
from keywords.contract.people import Person, needs
from keywords.evidence.cases import Cases
from keywords.evidence.steps import step
from keywords.experiments.failures.outage import steady
from keywords.experiments.interfaces.accounts import renew
from keywords.faults.fault import Fault
from keywords.faults.injecting import injected
from keywords.figures.outage_record import AWAY
from keywords.running.catalogue import experiment
from keywords.world import World

SESSIONS = 3


@experiment(
    "signing in while the database is away",
    (
        "sign-in requests answered 503 with a retry time",
        "sessions that survived the outage",
        "sign-ins that worked after the outage",
    ),
    apart=True,
    fault="stop postgres",
    sessions=SESSIONS,
)
def sign_in_outage(world: World) -> None:
    """The database is stopped: sign-ins are answered 503 instead of 401, and no session is lost."""
    needs(world.environment, "register", "login", "refresh", "me")
    with world.lent() as here:
        steady(here)
        people = [here.person() for _ in range(SESSIONS)]
        with injected(here, Fault("stop", "postgres")):
            eventually(lambda: people[0].call("me").status_code, lambda status: status == AWAY, "the outage")
            observe_refusals(people)
        steady(here)
        observe_return(here, people)


@step("Sign in and renew sessions while the database is away")
def observe_refusals(people: list[Person]) -> None:
    """Observe 503 with a time to retry. After a 401, a client would discard its session."""
    refusals = Cases()
    for number, person in enumerate(people):
        for name, answer in {
            "signing in": sign_in(person),
            "renewing a session": renew(person, person.session.refresh_token),
            "being signed in": person.call("me"),
        }.items():
            wait = answer.headers.get("Retry-After", "")
            refusals.expect(f"{name} as user {number}", (AWAY, True), (answer.status_code, wait.isdigit()))
    refusals.observe("sign-in requests answered 503 with a retry time")


@step("Use every session after the outage")
def observe_return(here: World, people: list[Person]) -> None:
    success, sessions, sign_ins = here.environment.success, Cases(), Cases()
    for number, person in enumerate(people):
        sessions.expect(f"the session of user {number}", success.me, person.call("me").status_code)
        with sessions.attempt(f"renewing the session of user {number}"):
            person.refresh()
        sign_ins.expect(f"user {number} signs in", success.login, sign_in(person).status_code)
    newcomer = here.person()
    sign_ins.expect("a new user registers", newcomer.user_id, str(newcomer.me()["user_id"]))
    sessions.observe("sessions that survived the outage")
    sign_ins.observe("sign-ins that worked after the outage")


def sign_in(person: Person) -> httpx.Response:
    return person.call("login", {"email": person.email, "password": person.password})
