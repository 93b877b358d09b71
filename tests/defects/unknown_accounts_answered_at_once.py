"""A sign-in to an account that does not exist is refused without hashing anything.

In real life: hashing for nobody looks like waste. The time of an answer tells who has an account.
"""

from keywords.proof.hook import replace

REQUIREMENTS = ("C-ACT-6",)
FIELD = "security"
SELECTION = ("An Unknown Account And A Wrong Password Take Equally Long",)
SERVICES = ("api",)
MODULE = "pipeline.api.tokens"


def apply() -> None:
    from pipeline.api import tokens

    genuine = tokens.password_matches

    def only_of_accounts(password: str, password_hash: str | None) -> bool:
        return password_hash is not None and genuine(password, password_hash)

    replace(tokens, "password_matches", only_of_accounts)
