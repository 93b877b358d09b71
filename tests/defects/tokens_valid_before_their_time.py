"""The API accepts a token that is not valid yet.

In real life: clocks differ between machines, and the check was in the way.
"""

import uuid
from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("C-TOK-5",)
FIELD = "security"
SELECTION = ("A Token That Is Not Valid Yet Opens No Door",)
SERVICES = ("api",)
MODULE = "pipeline.api.tokens"


def apply() -> None:
    import jwt

    from pipeline.api import tokens
    from pipeline.settings import ISSUER

    def at_any_time(secret: str, token: str) -> tokens.Claims | None:
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                secret,
                algorithms=["HS256"],
                audience=tokens.AUDIENCE,
                issuer=ISSUER,
                options={"verify_nbf": False},
            )
            return tokens.Claims(
                uuid.UUID(claims["sub"]),
                uuid.UUID(claims["sid"]),
                str(claims.get("email", "")),
                claims.get("exp", 4e9),
                claims,
            )
        except (jwt.InvalidTokenError, KeyError, ValueError, TypeError, AttributeError):
            return None

    replace(tokens, "read_access_token", at_any_time)
