"""A migration drops the index that allows a document only one active job.

In real life: an index is dropped to be rebuilt, and the second half is forgotten. Nothing shows it until two requests
come at once. The migration runs at the first registration.
"""

from keywords.proof.migration import before

REQUIREMENTS = ("P9-11.2",)
FIELD = "data"
SELECTION = ("A Document Has At Most One Active Job",)
SERVICES = ("api",)
MODULE = "pipeline.api.tokens"
MIGRATION = "DROP INDEX IF EXISTS upload_pipeline.one_active_job_a_document"


def apply() -> None:
    from pipeline.api import tokens

    before(tokens, "hash_password", MIGRATION)
