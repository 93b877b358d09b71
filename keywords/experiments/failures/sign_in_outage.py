"""Who wants to sign in while accounts and sessions cannot be looked up, and afterwards."""

import httpx

from keywords.basics.waiting import eventually
from keywords.contract.people import Person, needs
from keywords.evidence.cases import Cases
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
def out_of_reach(world: World) -> None:
    """The database with accounts and sessions is stopped: nobody is called a stranger, and no session ends of it."""
    needs(world.environment, "register", "login", "refresh", "me")
    with world.lent() as here:
        steady(here)
        people = [here.person() for _ in range(SESSIONS)]
        with injected(here, Fault("stop", "postgres")):
            eventually(lambda: people[0].call("me").status_code, lambda status: status == AWAY, "the outage to be felt")
            refused(people)
        steady(here)
        back(here, people)


def refused(people: list[Person]) -> None:
    """Not 401, as whoever is signed in would sign out; and with a time to come again."""
    told = Cases()
    for number, person in enumerate(people):
        for name, answer in {
            "signing in": sign_in(person),
            "renewing a session": renew(person, person.session.refresh_token),
            "being signed in": person.call("me"),
        }.items():
            wait = answer.headers.get("Retry-After", "")
            told.expect(f"{name} as user {number}", (AWAY, True), (answer.status_code, wait.isdigit()))
    told.observe("sign-in requests answered 503 with a retry time")


def back(here: World, people: list[Person]) -> None:
    success, outlived, worked = here.environment.success, Cases(), Cases()
    for number, person in enumerate(people):
        outlived.expect(f"the session of user {number}", success.me, person.call("me").status_code)
        with outlived.attempt(f"renewing the session of user {number}"):
            person.refresh()
        worked.expect(f"user {number} signs in", success.login, sign_in(person).status_code)
    newcomer = here.person()
    worked.expect("somebody new registers", newcomer.user_id, str(newcomer.me()["user_id"]))
    outlived.observe("sessions that survived the outage")
    worked.observe("sign-ins that worked after the outage")


def sign_in(person: Person) -> httpx.Response:
    return person.call("login", {"email": person.email, "password": person.password})
