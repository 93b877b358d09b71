"""Chunks are twice as long as agreed.

In real life: one deployment has another setting. Search still works, somewhat worse, and every answer costs more.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P7-7.3", "C-CHK-4")
FIELD = "parity"
SELECTION = ("A Document Is Chunked As Recorded", "Chunks Are As Long As Their Parameters Say")
SERVICES = ("worker",)
MODULE = "pipeline.worker.chunker"


def apply() -> None:
    from pipeline.worker import chunker

    cut = chunker.cut

    def twice_as_long(document_id: Any, text: str, characters: int, overlap: int) -> list[chunker.Chunk]:
        return cut(document_id, text, 2 * characters, overlap)

    replace(chunker, "cut", twice_as_long)
