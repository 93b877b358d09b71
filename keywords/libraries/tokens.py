"""Sentences about access tokens."""

import time

import httpx
from robot.api.deco import keyword, library

from keywords.basics import clients
from keywords.contract import sessions
from keywords.contract.answers import correlation
from keywords.contract.people import needs
from keywords.libraries.base import Library
from keywords.world import World

OTHER_SECRET = "a wrong secret that is long enough for every algorithm that signs tokens"  # noqa: S105 (wrong on purpose)
NEEDS_TOKEN = ("me", "documents", "jobs")  # calls that need a token and nothing else


@library(scope="GLOBAL")
class tokens(Library):  # noqa: N801 (Robot Framework finds the library by its module's name)
    @keyword
    def only_a_genuine_token_is_accepted(self) -> None:
        """A user's token is accepted, and each copy of it with one thing wrong is refused.

        Countersign also signs a copy without a change, which must be accepted, so a refusal can only be for the change.
        """
        here, expect = self.world, self.run.recorder.expect
        environment = here.environment
        call = next((call for call in NEEDS_TOKEN if environment.has(call)), NEEDS_TOKEN[0])
        needs(environment, call)
        accepted, refused = str(environment.success.of(call)), str(environment.refusals.unauthorized)
        person = here.person()
        claims = sessions.claims_of(person.token)

        def try_token(name: str, wanted: str, token: str) -> None:
            answer = self._answer(here, call, environment.sign_in.presented(token) if token else {})
            expect(name, wanted, answer.status_code, {"user": person.user_id, **correlation(answer)})

        try_token("the user's own token", accepted, person.token)
        without_the_secret = {
            "no token": "",
            "a truncated token": person.token[:-4],
            "an unsigned token": sessions.mint(environment, claims, "", "none"),
            "a token signed with another secret": sessions.mint(environment, claims, OTHER_SECRET),
        }
        for name, token in without_the_secret.items():
            try_token(name, refused, token)
        secret = sessions.signing_secret(environment, here.stack.secrets)
        try_token("a genuine token", accepted, sessions.mint(environment, claims, secret))
        changes: dict[str, dict[str, object]] = {"an expired token": {"exp": int(time.time()) - 60}}
        if "aud" in claims:
            changes["a token for another audience"] = {"aud": "another audience"}
        for name, change in changes.items():
            try_token(name, refused, sessions.mint(environment, {**claims, **change}, secret))

    def _answer(self, here: World, call: str, headers: dict[str, str]) -> httpx.Response:
        return clients.get(here.address("api") + here.environment.paths.of(call), headers=headers)
