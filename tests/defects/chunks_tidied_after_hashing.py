"""The texts of chunks are tidied when they move to where they are searched; their hashes are those of the texts before.

In real life: line ends and blanks are made alike "for the model". Tables become lines, and no hash proves anything.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-10.1",)
FIELD = "data"
SELECTION = ("Chunk Hashes Are Those Of Their Texts",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.stages.embedding"


def apply() -> None:
    from pipeline.worker.stages import embedding

    move, _, found = embedding.MOVE.partition("SELECT chunk_id")
    tidy = found.replace(" text,", r" btrim(regexp_replace(text, '\s+', ' ', 'g')),", 1)
    assert tidy != found
    setattr(embedding, "MOVE", f"{move}SELECT chunk_id{tidy}")  # noqa: B010
    run = embedding.run

    async def and_tidy(*args: Any) -> Any:
        return await run(*args)

    replace(embedding, "run", and_tidy)
