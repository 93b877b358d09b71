"""Signing in while the database with accounts and sessions is away, and afterwards."""

from collections.abc import Sequence

import httpx

from keywords.basics.waiting import eventually
from keywords.contract.answers import correlation
from keywords.contract.people import Person
from keywords.evidence.cases import Cases
from keywords.experiments.interfaces.accounts import renew
from keywords.figures.outage_record import AWAY
from keywords.world import World

REFUSED = "sign-in requests answered 503 with a retry time"
SURVIVED, SIGN_INS = "sessions that survived the outage", "sign-ins that worked after the outage"


def wait_until_noticed(person: Person) -> None:
    """Wait until the API no longer knows who a signed-in user is."""
    eventually(lambda: person.call("me").status_code, lambda status: status == AWAY, "the outage")


def observe_refusals(people: Sequence[Person]) -> None:
    """Observe 503 with a time to retry. After a 401, a client would discard its session."""
    refusals = Cases()
    for number, person in enumerate(people):
        for name, answer in {
            "signing in": sign_in(person),
            "renewing a session": renew(person, person.session.refresh_token),
            "being signed in": person.call("me"),
        }.items():
            wait, ids = answer.headers.get("Retry-After", ""), ids_of(person, answer)
            refusals.expect(f"{name} as user {number}", (AWAY, True), (answer.status_code, wait.isdigit()), **ids)
    refusals.observe(REFUSED)


def observe_return(here: World, people: Sequence[Person]) -> None:
    """Observe whether every session of before is still good, and whether everybody can sign in again."""
    success, sessions, sign_ins = here.environment.success, Cases(), Cases()
    for number, person in enumerate(people):
        known = person.call("me")
        sessions.expect(f"the session of user {number}", success.me, known.status_code, **ids_of(person, known))
        with sessions.attempt(f"renewing the session of user {number}", user=person.user_id):
            person.refresh()
        signed_in = sign_in(person)
        sign_ins.expect(f"user {number} signs in", success.login, signed_in.status_code, **ids_of(person, signed_in))
    newcomer = here.person()
    user = str(newcomer.me()["user_id"])
    sign_ins.expect("a new user registers", newcomer.user_id, user, user=newcomer.user_id)
    sessions.observe(SURVIVED)
    sign_ins.observe(SIGN_INS)


def ids_of(person: Person, answer: httpx.Response) -> dict[str, str]:
    return {"user": person.user_id, **correlation(answer)}


def sign_in(person: Person) -> httpx.Response:
    return person.call("login", {"email": person.email, "password": person.password})
