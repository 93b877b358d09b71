"""Search numbers the chunks of a document from one, the database from zero.

In real life: numbers are made friendly for people in the query, and the link from a passage to its place leads to
the next one.
"""

from keywords.proof.breaking import edit, note

REQUIREMENTS = ("C-SRC-7",)
FIELD = "retrieval"
SELECTION = ("A Passage Says From Where It Comes",)
SERVICES = ("api",)
MODULE = "pipeline.api.search"


def apply() -> None:
    from pipeline.api import search

    edit(search, "EXACT", "filename, chunk_ord, text", "filename, chunk_ord + 1 AS chunk_ord, text")
    note(search, "nearest")
