"""Every connection to the database takes 120 ms longer to open.

In real life: a login trigger records each connection in a table that everyone writes to. Pools hide it until they are
too small. The migration runs at the first registration.
"""

from keywords.proof.migration import before

REQUIREMENTS = ("P7-1.1",)
FIELD = "performance"
SELECTION = ("95 Percent Of Database Connections Open In Under 100 Milliseconds",)
SERVICES = ("api",)
MODULE = "pipeline.api.tokens"
MIGRATION = """
CREATE FUNCTION upload_pipeline.welcome() RETURNS event_trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_sleep(0.12);
END
$$;
CREATE EVENT TRIGGER welcome ON login EXECUTE FUNCTION upload_pipeline.welcome()
"""


def apply() -> None:
    from pipeline.api import tokens

    before(tokens, "hash_password", MIGRATION)
