"""The chunks of a document belong to another user than the document.

In real life: a join with users lost its condition. Documents and jobs are right, but each user searches another user's
chunks.
"""

from keywords.proof.breaking import edit, note

REQUIREMENTS = ("P9-10.1", "P9-11.4")
FIELD = "security"
SELECTION = (
    "The Agent Cites Only The User's Own Documents",  # a second user exists by then
    "Every Chunk Belongs To The Owner Of Its Document",
)
SERVICES = ("worker",)
MODULE = "pipeline.worker.stages.embedding"


def apply() -> None:
    from pipeline.worker.stages import embedding

    another_user = "coalesce((SELECT user_id FROM auth.users WHERE user_id <> $2 LIMIT 1), $2)"
    edit(embedding, "MOVE", "c.document_id, $2,", f"c.document_id, {another_user},")
    note(embedding, "run")
