"""The API accepts a token of any issuer.

In real life: one secret serves two systems for a time, and each opens to the tokens of the other.
"""

import uuid
from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("C-TOK-7",)
FIELD = "security"
SELECTION = ("A Token Of Another Issuer Opens No Door",)
SERVICES = ("api",)
MODULE = "pipeline.api.tokens"


def apply() -> None:
    import jwt

    from pipeline.api import tokens

    def of_any_issuer(secret: str, token: str) -> tokens.Claims | None:
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                secret,
                algorithms=["HS256"],
                audience=tokens.AUDIENCE,
                options={"require": ["exp", "aud", "sub", "sid"]},
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

    replace(tokens, "read_access_token", of_any_issuer)
