"""The API accepts a token that is not valid yet.

In real life: clocks differ between machines, and the check was in the way.
"""

from keywords.proof.breaking import read_tokens_by

REQUIREMENTS = ("C-TOK-5",)
FIELD = "security"
SELECTION = ("A Token That Is Not Valid Yet Opens No Door",)
SERVICES = ("api",)
MODULE = "pipeline.api.tokens"


def apply() -> None:
    from pipeline.api import tokens

    read_tokens_by(tokens, options={"verify_nbf": False})
