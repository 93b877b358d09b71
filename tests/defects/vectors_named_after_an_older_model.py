"""The rows of vectors name an older model than the one that made them.

In real life: the name is a constant in a statement, which nobody changed when the model was.
"""

from keywords.proof.breaking import edit, note

REQUIREMENTS = ("C-VEC-4",)
FIELD = "data"
SELECTION = ("Every Vector Names The Model Of The Contract",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.stages.embedding"


def apply() -> None:
    from pipeline.worker.stages import embedding

    edit(embedding, "KEEP", "VALUES ($1, $2, $3,", "VALUES ($1, $2, 'text-embedding-ada-002' || left($3, 0),")
    note(embedding, "run")
