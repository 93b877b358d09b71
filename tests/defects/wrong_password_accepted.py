"""Any password opens an account.

In real life: the code checks only whether the comparison raised an error, not what it returned.
"""

from keywords.proof.hook import replace

REQUIREMENTS = ("P2-4.4",)
FIELD = "security"
SELECTION = ("Every Step From Registration To Sign-Out Works As It Should",)
SERVICES = ("api",)
MODULE = "pipeline.api.tokens"


def apply() -> None:
    from pipeline.api import tokens

    def whenever_there_is_one(_password: str, password_hash: str | None) -> bool:
        return password_hash is not None

    replace(tokens, "password_matches", whenever_there_is_one)
