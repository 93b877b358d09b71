"""The live connection accepts any token, signed or not.

In real life: a socket has no middleware, so its route reads the token itself, with a library call that only decodes.
"""

from keywords.proof.hook import replace

REQUIREMENTS = ("P2-4.7", "P9-11.3")
FIELD = "security"
SELECTION = ("Live Connections Refuse Missing And Forged Tokens", "No Live Connection Opens To A Forged Token")
SERVICES = ("api",)
MODULE = "pipeline.api.live"


def apply() -> None:
    import uuid

    import jwt

    from pipeline.api import live
    from pipeline.api.tokens import Claims

    def believed(_secret: str, token: str) -> Claims | None:
        try:
            claims = jwt.decode(token, options={"verify_signature": False})
        except jwt.InvalidTokenError:
            return None
        return Claims(uuid.UUID(claims["sub"]), uuid.UUID(claims["sid"]), claims["email"], claims["exp"], claims)

    replace(live, "read_access_token", believed)
