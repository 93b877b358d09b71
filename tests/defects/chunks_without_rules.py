"""A migration drops all constraints of the chunks table except its primary key.

In real life: foreign key, uniqueness and checks got in the way of loading a dump and were never restored. Everything
works, but deleting a document leaves its chunks. The migration runs at the first registration.
"""

from keywords.proof.migration import before

REQUIREMENTS = ("P9-11.2", "P9-8.1")
FIELD = "data"
SELECTION = (
    "The Database Refuses Invalid Values",
    "The Database Refuses Duplicates",
    "No Job, Chunk Or Event Is Orphaned",
    "Search Finds No Fact Of A Deleted Document",
)
SERVICES = ("api",)
MODULE = "pipeline.api.tokens"
MIGRATION = """
DO $$
DECLARE
    rule text;
BEGIN
    FOR rule IN
        SELECT conname FROM pg_constraint
        WHERE conrelid = 'upload_pipeline.document_chunks'::regclass AND contype IN ('f', 'u', 'c')
    LOOP
        EXECUTE format('ALTER TABLE upload_pipeline.document_chunks DROP CONSTRAINT %I', rule);
    END LOOP;
END
$$
"""


def apply() -> None:
    from pipeline.api import tokens

    before(tokens, "hash_password", MIGRATION)
