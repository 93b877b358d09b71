"""A migration drops the trigger that keeps the audit log append-only.

In real life: the trigger once got in the way of a correction. The migration runs at the first registration.
"""

from keywords.proof.migration import before

REQUIREMENTS = ("P9-11.2", "C-AUD-10")
FIELD = "data"
SELECTION = ("The Audit Log Refuses Updates And Deletions",)
SERVICES = ("api",)
MODULE = "pipeline.api.tokens"
MIGRATION = "DROP TRIGGER IF EXISTS append_only ON upload_pipeline.audit_log"


def apply() -> None:
    from pipeline.api import tokens

    before(tokens, "hash_password", MIGRATION)
