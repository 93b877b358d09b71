"""A rule was added that is too narrow: a document may have 5,000 chunks; the rows that are there were not asked.

In real life: a check that is added `NOT VALID`, so that the migration is quick, and is never validated. It holds in
every test; the first long document fails. Here the migration runs with the first registration.
"""

from keywords.proof.migration import before

REQUIREMENTS = ("P9-11.2", "P9-10.1")
FIELD = "data"
SELECTION = ("The Database Takes What Is Right", "Every Constraint And Index Is In Force")
SERVICES = ("api",)
MODULE = "pipeline.api.tokens"
MIGRATION = """
ALTER TABLE upload_pipeline.document_chunks ADD CONSTRAINT few CHECK (chunk_ord < 5000) NOT VALID
"""


def apply() -> None:
    from pipeline.api import tokens

    before(tokens, "hash_password", MIGRATION)
