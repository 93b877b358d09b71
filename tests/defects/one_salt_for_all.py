"""All passwords are hashed with the same salt.

In real life: a salt from the settings was taken for the better one, since it is secret.
"""

from keywords.proof.hook import replace

REQUIREMENTS = ("C-ACT-8",)
FIELD = "security"
SELECTION = ("Each Password Has A Salt Of Its Own",)
SERVICES = ("api",)
MODULE = "pipeline.api.tokens"


def apply() -> None:
    from pipeline.api import tokens

    def with_our_salt(password: str) -> str:
        return tokens._hasher.hash(password, salt=b"0123456789abcdef")

    replace(tokens, "hash_password", with_our_salt)
