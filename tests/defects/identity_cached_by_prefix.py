"""The API caches the user of a token by the token's first letters, which all tokens share.

In real life: a cache in front of an expensive check cuts its key to fit. Users become one another.
"""

from keywords.proof.hook import replace

REQUIREMENTS = ("P2-4.5", "P7-2.3")
FIELD = "security"
SELECTION = ("Every Request Is Answered As Its Own User's", "Every Token Check Gives The Right Answer")
SERVICES = ("api",)
MODULE = "pipeline.api.tokens"


def apply() -> None:
    from pipeline.api import tokens

    genuine, remembered = tokens.read_access_token, dict[str, tokens.Claims | None]()

    def from_memory(secret: str, token: str) -> tokens.Claims | None:
        return remembered.setdefault(token[:36], genuine(secret, token))

    replace(tokens, "read_access_token", from_memory)
