"""A migration has lost the trigger that keeps the audit log from being changed.

In real life: the trigger was in the way of a correction, once. Here the migration runs with the first registration.
"""

import functools
import os

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-11.2",)
FIELD = "data"
SELECTION = ("--test", "The Audit Log Can Only Be Appended To")
SERVICES = ("api",)
MODULE = "pipeline.api.tokens"
MIGRATION = "DROP TRIGGER IF EXISTS append_only ON upload_pipeline.audit_log"


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
