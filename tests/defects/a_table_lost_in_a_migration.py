"""A migration drops the table that buffers vectors.

In real life: the table is empty whenever an engineer looks, so it seems unused. The migration runs once readiness finds
the database.
"""

from keywords.proof.migration import when_available

REQUIREMENTS = ("P9-1.2",)
FIELD = "data"
SELECTION = ("PostgreSQL Has All Seven Tables Of The Pipeline",)
SERVICES = ("api",)
MODULE = "pipeline.api.health"
MIGRATION = "DROP TABLE upload_pipeline.document_vector_buffer CASCADE"


def apply() -> None:
    from pipeline.api import health

    when_available(health.Dependencies, "_database", MIGRATION)
