"""A migration has switched off row-level security for events: every user can read everybody's.

In real life: a table is made anew, and its policies are there but not in force. The API asks for own rows only, and
shows nothing wrong. Here the migration runs with the first registration.
"""

import functools
import os

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-11.2", "P9-11.4")
FIELD = "data"
SELECTION = ("--test", "A User Sees No Row Of Another In The Database")
SERVICES = ("api",)
MODULE = "pipeline.api.tokens"
MIGRATION = "ALTER TABLE upload_pipeline.events DISABLE ROW LEVEL SECURITY"


@functools.cache
def migrate() -> None:
    import psycopg2

    with psycopg2.connect(os.environ["PIPELINE_DATABASE_URL"]) as connection, connection.cursor() as cursor:
        cursor.execute(MIGRATION)


def apply() -> None:
    from pipeline.api import tokens

    hash_password = tokens.hash_password

    def after_a_migration(password: str) -> str:
        migrate()
        return hash_password(password)

    replace(tokens, "hash_password", after_a_migration)
