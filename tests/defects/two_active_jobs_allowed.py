"""A migration has lost the index that lets a document have one active job.

In real life: an index is dropped to be made again, and the second half is forgotten. Nothing shows it until two
requests come at once. Here the migration runs with the first registration.
"""

import functools
import os

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-11.2",)
FIELD = "data"
SELECTION = ("--test", "A Document Has One Active Job At Most")
SERVICES = ("api",)
MODULE = "pipeline.api.tokens"
MIGRATION = "DROP INDEX IF EXISTS upload_pipeline.one_active_job_a_document"


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
