"""The API reads the claims of a token and does not check its signature.

In real life: a helper that decodes a token for the log is used for signing in, too.
"""

import uuid

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-11.3", "P7-2.3")
FIELD = "security"
SELECTION = ("The API Refuses Forged Tokens At Every Door", "Every Token Check Gives The Right Answer")
SERVICES = ("api",)
MODULE = "pipeline.api.tokens"


def apply() -> None:
    import jwt

    from pipeline.api import tokens

    def believed(_secret: str, token: str) -> tokens.Claims | None:
        try:
            claims = jwt.decode(token, options={"verify_signature": False})
        except jwt.InvalidTokenError:
            return None
        return tokens.Claims(uuid.UUID(claims["sub"]), uuid.UUID(claims["sid"]), claims["email"], claims["exp"], claims)

    replace(tokens, "read_access_token", believed)
