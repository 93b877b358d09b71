"""Search finds the nearest passages and returns them in the order of the text.

In real life: a join loses the order of the inner query, and somebody sorts by what reads well.
"""

from keywords.proof.breaking import note, put

REQUIREMENTS = ("C-SRC-3",)
FIELD = "retrieval"
SELECTION = ("The Nearest Passage Comes First",)
SERVICES = ("api",)
MODULE = "pipeline.api.search"


def apply() -> None:
    from pipeline.api import search

    head, order, _ = search.EXACT.rpartition("ORDER BY")
    put(search, "EXACT", f"{head}{order} document_id, chunk_ord")
    note(search, "nearest")
