"""The API accepts a token that the right secret has signed by another algorithm.

In real life: the list of algorithms was copied from an example.
"""

import uuid
from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("C-TOK-15",)
FIELD = "security"
SELECTION = ("A Token With The Algorithm HS512 Opens No Door",)
SERVICES = ("api",)
MODULE = "pipeline.api.tokens"


def apply() -> None:
    import jwt

    from pipeline.api import tokens
    from pipeline.settings import ISSUER

    def by_any_hash(secret: str, token: str) -> tokens.Claims | None:
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                secret,
                algorithms=["HS256", "HS384", "HS512"],
                audience=tokens.AUDIENCE,
                issuer=ISSUER,
                options={"require": ["exp", "aud", "iss", "sub", "sid"]},
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

    replace(tokens, "read_access_token", by_any_hash)
