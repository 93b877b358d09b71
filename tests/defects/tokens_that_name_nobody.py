"""A token without a user is taken for one of a user without an account, if its session is live.

In real life: the session knows its user, so the claim looked like a repetition and became optional.
"""

import uuid
from typing import Any

from keywords.proof.breaking import edit
from keywords.proof.hook import replace

NOBODY = "00000000-0000-4000-8000-000000000000"

REQUIREMENTS = ("C-TOK-8",)
FIELD = "security"
SELECTION = ("A Token Without A User Opens No Door",)
SERVICES = ("api",)
MODULE = "pipeline.api.context"


def apply() -> None:
    import jwt

    from pipeline.api import context, tokens
    from pipeline.settings import ISSUER

    def of_anybody(secret: str, token: str) -> tokens.Claims | None:
        try:
            claims: dict[str, Any] = jwt.decode(
                token, secret, algorithms=["HS256"], audience=tokens.AUDIENCE, issuer=ISSUER
            )
            user_id, session_id = uuid.UUID(claims.get("sub", NOBODY)), uuid.UUID(claims["sid"])
            return tokens.Claims(user_id, session_id, claims["email"], claims["exp"], claims)
        except (jwt.InvalidTokenError, KeyError, ValueError, TypeError, AttributeError):
            return None

    edit(context, "ENTER", "user_id = $3", f"$3::uuid IN (user_id, '{NOBODY}')")
    replace(tokens, "read_access_token", of_anybody)
    replace(context, "read_access_token", of_anybody)
