"""The API accepts a token that has no expiry.

In real life: a library checks the claims that are there, and only those.
"""

from keywords.proof.breaking import read_tokens_by

REQUIREMENTS = ("C-TOK-4",)
FIELD = "security"
SELECTION = ("A Token Without An Expiry Opens No Door",)
SERVICES = ("api",)
MODULE = "pipeline.api.tokens"


def apply() -> None:
    from pipeline.api import tokens

    read_tokens_by(tokens, options={"require": ["aud", "iss", "sub", "sid"]})
