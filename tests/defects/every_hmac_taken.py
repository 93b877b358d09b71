"""The API accepts a token that the right secret has signed by another algorithm.

In real life: the list of algorithms was copied from an example.
"""

from keywords.proof.breaking import read_tokens_by

REQUIREMENTS = ("C-TOK-15",)
FIELD = "security"
SELECTION = ("A Token With The Algorithm HS512 Opens No Door",)
SERVICES = ("api",)
MODULE = "pipeline.api.tokens"


def apply() -> None:
    from pipeline.api import tokens

    read_tokens_by(tokens, algorithms=["HS256", "HS384", "HS512"])
