"""The chunks of a document belong to another user than the document does.

In real life: a join with users lost its condition. Documents and jobs are right, and each user searches another's.
"""

from keywords.proof.breaking import edit, note

REQUIREMENTS = ("P9-10.1", "P9-11.4")
FIELD = "security"
SELECTION = (
    "The Agent Draws On The User's Own Documents",  # a second user exists by then
    "Chunks Belong To The User Of Their Document",
)
SERVICES = ("worker",)
MODULE = "pipeline.worker.stages.embedding"


def apply() -> None:
    from pipeline.worker.stages import embedding

    anybody = "coalesce((SELECT user_id FROM auth.users WHERE user_id <> $2 LIMIT 1), $2)"
    edit(embedding, "MOVE", "c.document_id, $2,", f"c.document_id, {anybody},")
    note(embedding, "run")
