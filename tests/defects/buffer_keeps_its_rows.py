"""Vectors are never deleted from their buffer; whoever deletes them is told that there were none.

In real life: a trigger that returns NEW also for deletions, where there is none, which takes the deletion back. Every
document is done; the buffer grows. Here the migration runs with the first registration.
"""

from keywords.proof.migration import before

REQUIREMENTS = ("P7-1.4", "P9-10.1", "P9-11.2", "P9-17.4")
FIELD = "data"
SELECTION = (
    "The Buffers Can Be Written And Emptied",
    "Finished Documents Leave Nothing In The Buffers",
    "Rows Can Be Created, Read, Updated And Deleted",
    "The Database Works Alone",
)
SERVICES = ("api",)
MODULE = "pipeline.api.tokens"
MIGRATION = """
CREATE FUNCTION upload_pipeline.note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RETURN NEW;
END
$$;
CREATE TRIGGER note_change BEFORE INSERT OR UPDATE OR DELETE ON upload_pipeline.document_vector_buffer
    FOR EACH ROW EXECUTE FUNCTION upload_pipeline.note_change()
"""


def apply() -> None:
    from pipeline.api import tokens

    before(tokens, "hash_password", MIGRATION)
