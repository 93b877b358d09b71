"""The API accepts a token for any audience.

In real life: the library asks for an audience or for none, and none was simpler.
"""

import uuid
from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("C-TOK-6",)
FIELD = "security"
SELECTION = ("A Token For Another Audience Opens No Door", "A Token Without An Audience Opens No Door")
SERVICES = ("api",)
MODULE = "pipeline.api.tokens"


def apply() -> None:
    import jwt

    from pipeline.api import tokens
    from pipeline.settings import ISSUER

    def for_anybody(secret: str, token: str) -> tokens.Claims | None:
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                secret,
                algorithms=["HS256"],
                audience=tokens.AUDIENCE,
                issuer=ISSUER,
                options={"verify_aud": False, "require": ["exp", "iss", "sub", "sid"]},
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

    replace(tokens, "read_access_token", for_anybody)
