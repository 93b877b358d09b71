"""A migration has dropped the table in which vectors wait for their place.

In real life: a table is empty whenever anybody looks, and so is thought to be of no use. Here the migration runs with
the first look at readiness.
"""

from keywords.proof.migration import when_available

REQUIREMENTS = ("P9-1.2",)
FIELD = "data"
SELECTION = ("PostgreSQL Has The Schema Of The Pipeline",)
SERVICES = ("api",)
MODULE = "pipeline.api.health"
MIGRATION = "DROP TABLE upload_pipeline.document_vector_buffer CASCADE"


def apply() -> None:
    from pipeline.api import health

    when_available(health.Dependencies, "_database", MIGRATION)
