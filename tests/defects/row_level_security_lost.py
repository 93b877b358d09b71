"""A migration has switched off row-level security for events: every user can read everybody's.

In real life: a table is made anew, and its policies are there but not in force. The API asks for own rows only, and
shows nothing wrong. Here the migration runs with the first registration.
"""

from keywords.proof.migration import before

REQUIREMENTS = ("P9-11.2", "P9-11.4")
FIELD = "data"
SELECTION = ("A User Sees No Row Of Another In The Database",)
SERVICES = ("api",)
MODULE = "pipeline.api.tokens"
MIGRATION = "ALTER TABLE upload_pipeline.events DISABLE ROW LEVEL SECURITY"


def apply() -> None:
    from pipeline.api import tokens

    before(tokens, "hash_password", MIGRATION)
