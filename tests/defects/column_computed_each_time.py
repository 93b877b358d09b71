"""A migration adds a slow column to documents that is computed on every read.

In real life: a report needs a fingerprint, and a virtual column makes no write slower. Every query that reads all
columns pays for it. The migration runs at the first registration.
"""

from keywords.proof.migration import before

REQUIREMENTS = ("P7-1.3",)
FIELD = "performance"
SELECTION = ("95 Percent Of Database Queries Take Under 50 Milliseconds",)
SERVICES = ("api",)
MODULE = "pipeline.api.tokens"
MIGRATION = """
ALTER TABLE upload_pipeline.documents
    ADD COLUMN fingerprint text GENERATED ALWAYS AS (md5(repeat(rpad(filename, 1000, '.'), 50000))) VIRTUAL
"""


def apply() -> None:
    from pipeline.api import tokens

    before(tokens, "hash_password", MIGRATION)
