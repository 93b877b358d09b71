"""The API accepts a token that has no expiry.

In real life: a library checks the claims that are there, and only those.
"""

import uuid
from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("C-TOK-4",)
FIELD = "security"
SELECTION = ("A Token Without An Expiry Opens No Door",)
SERVICES = ("api",)
MODULE = "pipeline.api.tokens"


def apply() -> None:
    import jwt

    from pipeline.api import tokens
    from pipeline.settings import ISSUER

    def without_an_end(secret: str, token: str) -> tokens.Claims | None:
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                secret,
                algorithms=["HS256"],
                audience=tokens.AUDIENCE,
                issuer=ISSUER,
                options={"require": ["aud", "iss", "sub", "sid"]},
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

    replace(tokens, "read_access_token", without_an_end)
