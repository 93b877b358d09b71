"""A webhook about a deleted document puts its text into the inbox, and there it stays.

In real life: the inbox lost its reference to the documents when it was moved.
"""

from keywords.proof.breaking import edit
from keywords.proof.migration import before

MIGRATION = """
ALTER TABLE upload_pipeline.parser_deliveries DROP CONSTRAINT parser_deliveries_document_id_fkey;
"""

REQUIREMENTS = ("C-DEL-11",)
FIELD = "data"
SELECTION = ("A Webhook After The Deletion Brings Nothing Back",)
SERVICES = ("api",)
MODULE = "pipeline.api.webhooks"


def apply() -> None:
    from pipeline.api import webhooks

    edit(
        webhooks,
        "TAKE",
        "SELECT $1, document_id, $2::text, $3 FROM document WHERE parsed_sha256 IS NULL",
        "SELECT $1, $4::uuid, $2::text, $3 WHERE $4::uuid IS NOT NULL "
        "AND NOT EXISTS (SELECT FROM document WHERE parsed_sha256 IS NOT NULL)",
    )
    before(webhooks, "read_event", MIGRATION)
