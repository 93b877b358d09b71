"""The storage reads the claims of a token and does not check its signature.

In real life: the check was switched off while two secrets were in use, and stayed off.
"""

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-11.3", "P7-1.8")
FIELD = "security"
SELECTION = ("The Storage Opens To No Forged Token",)
SERVICES = ("storage",)
MODULE = "pipeline.storage.tokens"


def apply() -> None:
    import jwt

    from pipeline.serving import Refusal
    from pipeline.storage import tokens

    def believed(_self: tokens.Tokens, authorization: str | None) -> tokens.Caller:
        try:
            token = (authorization or "").partition(" ")[2]
            claims = jwt.decode(token, options={"verify_signature": False})
        except jwt.InvalidTokenError:
            raise Refusal(401, "unauthorized", "Sign in.") from None
        return tokens.Caller(None if claims.get("role") == tokens.SERVICE else claims["sub"])

    replace(tokens.Tokens, "caller", believed)
