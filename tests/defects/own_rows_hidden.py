"""A migration drops the policy that lets users see their own rows in the audit log.

In real life: row-level security is switched on for all tables, and the policy of one is forgotten. Nothing fails; there
is nothing to see. The migration runs at the first registration.
"""

from keywords.proof.migration import before

REQUIREMENTS = ("P9-11.2", "P9-11.4")
FIELD = "data"
SELECTION = ("A User Sees Their Own Rows In Five Tables",)
SERVICES = ("api",)
MODULE = "pipeline.api.tokens"
MIGRATION = """
DROP POLICY own ON upload_pipeline.audit_log
"""


def apply() -> None:
    from pipeline.api import tokens

    before(tokens, "hash_password", MIGRATION)
