"""Workers tidy the text of chunks after hashing it.

In real life: line ends and blanks are normalised "for the model". Tables become lines, and no hash proves anything.
"""

from keywords.proof.breaking import edit, note

REQUIREMENTS = ("P9-10.1",)
FIELD = "data"
SELECTION = ("Every Chunk Hash Matches Its Text",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.stages.embedding"
BEFORE = "$2, chunker_name, chunker_version, chunker_params, chunk_ord, "


def apply() -> None:
    from pipeline.worker.stages import embedding

    edit(embedding, "MOVE", f"{BEFORE}text,", rf"{BEFORE}btrim(regexp_replace(text, '\s+', ' ', 'g')),")
    note(embedding, "run")
