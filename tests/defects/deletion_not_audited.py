"""Deleting a document leaves no trace in the audit log.

In real life: the audit row was written beside the deletion, and a new route for deleting forgot it.
"""

from keywords.proof.breaking import always

REQUIREMENTS = ("P9-8.1", "P9-3.1", "C-DEL-10")
FIELD = "security"
SELECTION = (
    "The Audit Log Records A Deletion Once",
    "The Audit Log Records Every Action",
    "A Deletion Stays In The Audit Log",
)
SERVICES = ("api",)
MODULE = "pipeline.api.documents"


def apply() -> None:
    from pipeline.api import documents

    always(documents, "audit", None)
