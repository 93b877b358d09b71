"""Finishing a document copies its chunks into the table that already holds them.

In real life: an engineer tried out an archive with the old table as its target and dropped the index in its way. Search
finds everything, and most things twice. The migration runs at the first registration.
"""

from keywords.proof.migration import before

REQUIREMENTS = ("P9-10.1",)
FIELD = "data"
SELECTION = ("No Document, Chunk Or Active Job Is Duplicated", "The History And The Stored Objects Agree")
SERVICES = ("api",)
MODULE = "pipeline.api.tokens"
MIGRATION = """
DO $$
DECLARE
    rule text;
BEGIN
    SELECT conname INTO rule FROM pg_constraint
    WHERE conrelid = 'upload_pipeline.document_chunks'::regclass AND contype = 'u';
    EXECUTE format('ALTER TABLE upload_pipeline.document_chunks DROP CONSTRAINT %I', rule);
END
$$;
CREATE FUNCTION upload_pipeline.archive() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO upload_pipeline.document_chunks
    SELECT (jsonb_populate_record(c, jsonb_build_object('chunk_id', gen_random_uuid()))).*
    FROM upload_pipeline.document_chunks c WHERE document_id = NEW.document_id;
    RETURN NULL;
END
$$;
CREATE TRIGGER archive AFTER UPDATE OF state ON upload_pipeline.upload_jobs
    FOR EACH ROW WHEN (NEW.state = 'done') EXECUTE FUNCTION upload_pipeline.archive()
"""


def apply() -> None:
    from pipeline.api import tokens

    before(tokens, "hash_password", MIGRATION)
