"""The API accepts an access token that has expired.

In real life: the check was switched off while clocks differed and stayed off, or the call to the library omits it.
"""

import uuid
from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-11.3", "C-TOK-3")
FIELD = "security"
SELECTION = ("Only A Genuine Token Opens An Account", "An Expired Token Opens No Door")
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
                options={"verify_exp": False},
            )
            return tokens.Claims(
                uuid.UUID(claims["sub"]), uuid.UUID(claims["sid"]), str(claims.get("email", "")), claims["exp"], claims
            )
        except (jwt.InvalidTokenError, KeyError, ValueError, TypeError, AttributeError):
            return None

    replace(tokens, "read_access_token", at_any_time)
