"""The API accepts a token of any issuer.

In real life: one secret serves two systems for a time, and each opens to the tokens of the other.
"""

from keywords.proof.breaking import read_tokens_by

REQUIREMENTS = ("C-TOK-7",)
FIELD = "security"
SELECTION = ("A Token Of Another Issuer Opens No Door",)
SERVICES = ("api",)
MODULE = "pipeline.api.tokens"


def apply() -> None:
    from pipeline.api import tokens

    read_tokens_by(tokens, issuer=None, options={"require": ["exp", "aud", "sub", "sid"]})
