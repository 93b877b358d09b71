"""Chunks are numbered from one when they move to where search reads them.

In real life: two people count differently, and the buffer is emptied before anybody compares.
"""

from keywords.proof.breaking import edit, note

REQUIREMENTS = ("C-CHK-1",)
FIELD = "data"
SELECTION = ("Chunks Are Numbered In Turn",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.stages.embedding"
OTHER = "chunker_params, chunk_ord + 1, text, chunk_sha,\n       embed"


def apply() -> None:
    from pipeline.worker.stages import embedding

    edit(embedding, "MOVE", "chunker_params, chunk_ord, text, chunk_sha,\n       embed", OTHER)
    note(embedding, "run")
