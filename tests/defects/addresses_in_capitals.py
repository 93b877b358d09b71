"""Users are told their address in capitals.

In real life: an address was made comparable in the wrong place.
"""

from pydantic import field_validator

from keywords.proof.breaking import put
from keywords.proof.hook import reached

REQUIREMENTS = ("C-CALL-1",)
FIELD = "contract"
SELECTION = ("A User Is The One Who Registered",)
SERVICES = ("api",)
MODULE = "pipeline.api.sessions"


def apply() -> None:
    from pipeline.api import schemas, sessions

    class Loud(schemas.User):
        @field_validator("email")
        @classmethod
        def loud(cls, email: str) -> str:
            return email.upper()

    put(sessions, "User", Loud)
    reached()
