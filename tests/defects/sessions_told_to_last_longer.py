"""A session says that its token is good twice as long as it is.

In real life: the lifetime of tokens was halved in one place. Clients renew too late and lose work.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("C-CALL-2",)
FIELD = "contract"
SELECTION = ("A Session Says For How Long Its Token Is Good",)
SERVICES = ("api",)
MODULE = "pipeline.api.sessions"


def apply() -> None:
    from pipeline.api import schemas, sessions

    session = schemas.Session

    def longer(**told: Any) -> Any:
        return session(**{**told, "expires_in": 2 * told["expires_in"]})

    replace(sessions, "Session", longer)
