"""The chunks of a document belong to another user than the document does.

In real life: a join with users lost its condition. Documents and jobs are right, and each user searches another's.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-10.1", "P9-11.4")
FIELD = "security"
SELECTION = (
    "The Agent Draws On The User's Own Documents",  # by then there is another user
    "Chunks Belong To The User Of Their Document",
)
SERVICES = ("worker",)
MODULE = "pipeline.worker.stages.embedding"


def apply() -> None:
    from pipeline.worker.stages import embedding

    assert "c.document_id, $2," in embedding.MOVE
    anybody = "coalesce((SELECT user_id FROM auth.users WHERE user_id <> $2 LIMIT 1), $2)"
    setattr(embedding, "MOVE", embedding.MOVE.replace("c.document_id, $2,", f"c.document_id, {anybody},"))  # noqa: B010
    run = embedding.run

    async def for_anybody(*args: Any) -> Any:
        return await run(*args)

    replace(embedding, "run", for_anybody)
