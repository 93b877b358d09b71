"""Deleting vectors from their buffer deletes nothing and reports zero rows.

In real life: a trigger returns NEW for deletions too, where it is null, and so cancels them. Every document finishes
while the buffer grows. The migration runs at the first registration.
"""

from keywords.proof.migration import before

REQUIREMENTS = ("P7-1.4", "P9-10.1", "P9-11.2", "C-DEL-3")
FIELD = "data"
SELECTION = (
    "Both Buffer Tables Can Be Written And Emptied",
    "Finished Documents Leave Nothing In The Buffers",
    "Rows Can Be Created, Read, Updated And Deleted",
    "A Deleted Document Leaves No Vector In The Buffer",
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
