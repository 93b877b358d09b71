"""The API reads the claims of a token and does not check its signature.

In real life: a helper that decodes a token for the log is used for signing in, too.
"""

import uuid

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-11.3", "P7-2.3", "C-TOK-11", "C-TOK-12", "C-TOK-13", "C-TOK-14", "C-TOK-16")
FIELD = "security"
SELECTION = (
    "The API Refuses Forged Tokens At Every Door",
    "Every Token Check Gives The Right Answer",
    "A Token Signed With Another Secret Opens No Door",
    "A Token With Another Token's Signature Opens No Door",
    "A Token That Was Made To Last Opens No Door",
    "A Token With The Algorithm None Opens No Door",
    "A Token That Brings Its Own Key Opens No Door",
)
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
