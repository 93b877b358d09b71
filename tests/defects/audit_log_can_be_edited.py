"""A migration has lost the trigger that keeps the audit log from being changed.

In real life: the trigger was in the way of a correction, once. Here the migration runs with the first registration.
"""

from keywords.proof.migration import before

REQUIREMENTS = ("P9-11.2",)
FIELD = "data"
SELECTION = ("The Audit Log Can Only Be Appended To",)
SERVICES = ("api",)
MODULE = "pipeline.api.tokens"
MIGRATION = "DROP TRIGGER IF EXISTS append_only ON upload_pipeline.audit_log"


def apply() -> None:
    from pipeline.api import tokens

    before(tokens, "hash_password", MIGRATION)
