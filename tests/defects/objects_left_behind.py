"""Deleting a document leaves its file and its text in storage.

In real life: the rows go by cascade, and no one thought of the bucket. The document is gone wherever a user looks.
"""

from keywords.proof.breaking import always

REQUIREMENTS = ("P9-17.2",)
FIELD = "data"
SELECTION = ("Removed Test Data Leaves No Object",)
SERVICES = ("api",)
MODULE = "pipeline.api.documents"


def apply() -> None:
    from pipeline.api import documents

    always(documents, "_erase_objects", None)
