"""Who a token names is remembered by the token's first letters, which are the same in all: users become one another.

In real life: a cache in front of an expensive check, with a key that is cut to fit.
"""

from keywords.proof.hook import replace

REQUIREMENTS = ("P2-4.5", "P7-2.3")
FIELD = "security"
SELECTION = ("Requests Are Answered As Their Own User's", "Whoever Asks Is Known Rightly")
SERVICES = ("api",)
MODULE = "pipeline.api.tokens"


def apply() -> None:
    from pipeline.api import tokens

    genuine, remembered = tokens.read_access_token, dict[str, tokens.Claims | None]()

    def from_memory(secret: str, token: str) -> tokens.Claims | None:
        return remembered.setdefault(token[:36], genuine(secret, token))

    replace(tokens, "read_access_token", from_memory)
