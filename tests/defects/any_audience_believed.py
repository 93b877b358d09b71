"""The API accepts a token for any audience.

In real life: the library asks for an audience or for none, and none was simpler.
"""

from keywords.proof.breaking import read_tokens_by

REQUIREMENTS = ("C-TOK-6",)
FIELD = "security"
SELECTION = ("A Token For Another Audience Opens No Door", "A Token Without An Audience Opens No Door")
SERVICES = ("api",)
MODULE = "pipeline.api.tokens"


def apply() -> None:
    from pipeline.api import tokens

    read_tokens_by(tokens, options={"verify_aud": False, "require": ["exp", "iss", "sub", "sid"]})
