"""Sentences about access tokens."""

import time
from typing import Any

import httpx
import jwt
from robot.api.deco import keyword, library

from keywords import world
from keywords.recorder import recorder

OTHER_SECRET = "a secret that nobody has agreed on, long enough"  # noqa: S105 (wrong on purpose)


@library(scope="GLOBAL")
class tokens:  # noqa: N801 (Robot Framework finds the library by its module's name)
    @keyword
    def only_a_genuine_token_is_accepted(self) -> None:
        """A user's token opens the account, and each copy of it with one thing wrong is refused with 401.

        The genuine copy is signed again by Countersign, so that a refusal can only be for the one thing changed.
        """
        here = world.current()
        secret = here.secrets[here.environment.sign_in.secret_variable]
        person = here.person()
        claims = jwt.decode(person.token, options={"verify_signature": False})

        def status(changes: dict[str, Any], key: str = secret, algorithm: str = "HS256") -> int:
            token = jwt.encode({**claims, **changes}, key, algorithm=algorithm)
            return self._status(here, f"Bearer {token}")

        recorder.expect("a genuine token", "200", status({}))
        recorder.expect("an expired token", "401", status({"exp": int(time.time()) - 60}))
        recorder.expect("a token for another audience", "401", status({"aud": "somebody else"}))
        recorder.expect("a token signed with another secret", "401", status({}, OTHER_SECRET))
        recorder.expect("an unsigned token", "401", status({}, "", "none"))
        recorder.expect("a token cut short", "401", self._status(here, f"Bearer {person.token[:-4]}"))
        recorder.expect("no token", "401", self._status(here, None))

    def _status(self, here: world.World, authorization: str | None) -> int:
        headers = {"Authorization": authorization} if authorization else {}
        return httpx.get(here.addresses["api"] + here.environment.paths.me, headers=headers, timeout=10).status_code
