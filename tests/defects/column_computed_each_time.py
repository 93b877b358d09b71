"""A column of documents is computed whenever it is read, and that takes long.

In real life: a fingerprint for a report, as a virtual column. Nothing is slower to write, and whoever reads all columns
pays for it. Here the migration runs with the first registration.
"""

from keywords.proof.migration import before

REQUIREMENTS = ("P7-1.3",)
FIELD = "performance"
SELECTION = ("Queries Are Fast",)
SERVICES = ("api",)
MODULE = "pipeline.api.tokens"
MIGRATION = """
ALTER TABLE upload_pipeline.documents
    ADD COLUMN fingerprint text GENERATED ALWAYS AS (md5(repeat(rpad(filename, 1000, '.'), 50000))) VIRTUAL
"""


def apply() -> None:
    from pipeline.api import tokens

    before(tokens, "hash_password", MIGRATION)
