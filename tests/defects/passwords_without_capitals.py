"""Capitals and small letters of a password are the same.

In real life: what was right for addresses was done to both fields of the form. Every right password opens its
account.
"""

from keywords.proof.hook import replace

REQUIREMENTS = ("C-ACT-4",)
FIELD = "security"
SELECTION = ("A Password That Is Nearly Right Is Refused",)
SERVICES = ("api",)
MODULE = "pipeline.api.tokens"


def apply() -> None:
    from pipeline.api import tokens

    keep, compare = tokens.hash_password, tokens.password_matches

    def kept(password: str) -> str:
        return keep(password.lower())

    def matches(password: str, password_hash: str | None) -> bool:
        return compare(password.lower(), password_hash)

    replace(tokens, "hash_password", kept)
    replace(tokens, "password_matches", matches)
