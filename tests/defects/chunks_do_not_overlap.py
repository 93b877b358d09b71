"""Chunks do not overlap, although their parameters say so.

In real life: the splitter takes its overlap in whole paragraphs, and most paragraphs are longer than that.
"""

from keywords.proof.hook import replace

REQUIREMENTS = ("C-CHK-3",)
FIELD = "data"
SELECTION = ("Chunks Overlap As Their Parameters Say",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.chunker"


def apply() -> None:
    from pipeline.worker import chunker

    def at_the_border(_text: str, _earliest: int, _before: int, begin: int) -> int:
        return begin

    replace(chunker, "_shared", at_the_border)
