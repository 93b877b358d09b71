"""The API accepts an access token that has expired.

In real life: the check was switched off while clocks differed and stayed off, or the call to the library omits it.
"""

from keywords.proof.breaking import read_tokens_by

REQUIREMENTS = ("P9-11.3", "C-TOK-3")
FIELD = "security"
SELECTION = ("Only A Genuine Token Opens An Account", "An Expired Token Opens No Door")
SERVICES = ("api",)
MODULE = "pipeline.api.tokens"


def apply() -> None:
    from pipeline.api import tokens

    read_tokens_by(tokens, options={"verify_exp": False})
