"""A migration loses the rule that an e-mail address has one account.

In real life: the rule stood in the way of an import, and was to come back afterwards. The migration runs at the first
registration.
"""

from keywords.proof.migration import before

REQUIREMENTS = ("C-ACT-3",)
FIELD = "data"
SELECTION = ("An Address Registers Once In Any Spelling",)
SERVICES = ("api",)
MODULE = "pipeline.api.tokens"


def apply() -> None:
    from pipeline.api import tokens

    before(tokens, "hash_password", "ALTER TABLE auth.users DROP CONSTRAINT users_email_key")
