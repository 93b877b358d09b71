"""Whoever connects to the database waits 120 ms.

In real life: a trigger on sign-in that writes down who comes, to a table that everybody writes to. Pools hide it, until
they are too small. Here the migration runs with the first registration.
"""

from keywords.proof.migration import before

REQUIREMENTS = ("P7-1.1",)
FIELD = "performance"
SELECTION = ("The Database Is Reached Quickly",)
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
