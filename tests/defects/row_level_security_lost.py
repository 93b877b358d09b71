"""A migration switches off row-level security for events, so every user can read all of them.

In real life: a table is rebuilt, and its policies exist but are not in force. The API asks for own rows only and shows
nothing wrong. The migration runs at the first registration.
"""

from keywords.proof.migration import before

REQUIREMENTS = ("P9-11.2", "P9-11.4", "C-ACC-11")
FIELD = "data"
SELECTION = ("A User Sees No Row Of Another User",)
SERVICES = ("api",)
MODULE = "pipeline.api.tokens"
MIGRATION = "ALTER TABLE upload_pipeline.events DISABLE ROW LEVEL SECURITY"


def apply() -> None:
    from pipeline.api import tokens

    before(tokens, "hash_password", MIGRATION)
