"""Events about an error or an end name a document that does not exist.

In real life: two ids of the same type change places in a call. The job is the right one, so no look-up by job shows it.
The migration runs at the first registration.
"""

from keywords.proof.migration import before

REQUIREMENTS = ("P9-10.1",)
FIELD = "data"
SELECTION = ("No Job, Chunk Or Event Is Orphaned",)
SERVICES = ("api",)
MODULE = "pipeline.api.tokens"
MIGRATION = """
CREATE FUNCTION upload_pipeline.exchange() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.document_id := NEW.job_id;
    RETURN NEW;
END
$$;
CREATE TRIGGER exchange BEFORE INSERT ON upload_pipeline.events
    FOR EACH ROW WHEN (NEW.type IN ('error', 'finalized')) EXECUTE FUNCTION upload_pipeline.exchange()
"""


def apply() -> None:
    from pipeline.api import tokens

    before(tokens, "hash_password", MIGRATION)
