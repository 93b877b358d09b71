"""Sentences about access tokens."""

import time

from robot.api.deco import keyword, library

from keywords.basics import clients
from keywords.contract import sessions
from keywords.contract.people import needs
from keywords.libraries.base import Library
from keywords.world import World

OTHER_SECRET = "a secret that nobody has agreed on, and long enough for every way of signing tokens"  # noqa: S105 (wrong on purpose)
OPENED = ("me", "documents", "jobs")  # calls that need a token and nothing else


@library(scope="GLOBAL")
class tokens(Library):  # noqa: N801 (Robot Framework finds the library by its module's name)
    @keyword
    def only_a_genuine_token_is_accepted(self) -> None:
        """A user's token opens the account, and each copy of it with one thing wrong is refused.

        The genuine copy is signed again by Countersign, so that a refusal can only be for the one thing changed.
        """
        here = self.world
        signs, said = here.environment, here.environment.refusals
        call = next((call for call in OPENED if signs.has(call)), OPENED[0])
        needs(signs, call)
        opened, refused = str(signs.success.of(call)), str(said.unauthorized)
        person = here.person()
        claims = sessions.claims_of(person.token)

        def status(token: str) -> int:
            return self._status(here, call, signs.sign_in.presented(token) if token else {})

        self.run.recorder.expect("the user's own token", opened, status(person.token))
        self.run.recorder.expect("no token", refused, status(""))
        self.run.recorder.expect("a truncated token", refused, status(person.token[:-4]))
        unsigned, forged = sessions.mint(signs, claims, "", "none"), sessions.mint(signs, claims, OTHER_SECRET)
        self.run.recorder.expect("an unsigned token", refused, status(unsigned))
        self.run.recorder.expect("a token signed with another secret", refused, status(forged))
        secret = sessions.signing_secret(signs, here.stack.secrets)
        changed: dict[str, dict[str, object]] = {"an expired token": {"exp": int(time.time()) - 60}}
        if "aud" in claims:
            changed["a token for another audience"] = {"aud": "somebody else"}
        self.run.recorder.expect("a genuine token", opened, status(sessions.mint(signs, claims, secret)))
        for name, change in changed.items():
            self.run.recorder.expect(name, refused, status(sessions.mint(signs, {**claims, **change}, secret)))

    def _status(self, here: World, call: str, headers: dict[str, str]) -> int:
        url = here.address("api") + here.environment.paths.of(call)
        return clients.get(url, headers=headers).status_code
