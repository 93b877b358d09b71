"""A migration adds a constraint that is too narrow, 5,000 chunks a document, and does not validate it.

In real life: `NOT VALID` makes the migration quick, and the validation never follows. The constraint holds in every
test; the first long document fails. The migration runs at the first registration.
"""

from keywords.proof.migration import before

REQUIREMENTS = ("P9-11.2", "P9-10.1")
FIELD = "data"
SELECTION = ("The Database Accepts Valid Values", "Every Constraint And Index Is In Force")
SERVICES = ("api",)
MODULE = "pipeline.api.tokens"
MIGRATION = """
ALTER TABLE upload_pipeline.document_chunks ADD CONSTRAINT few CHECK (chunk_ord < 5000) NOT VALID
"""


def apply() -> None:
    from pipeline.api import tokens

    before(tokens, "hash_password", MIGRATION)
