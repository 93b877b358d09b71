"""The chunker cuts at the size of a chunk, also in the middle of a table.

In real life: a splitter for plain text is used for markdown. Every word is there, and rows lose their header.
"""

from collections.abc import Iterator

from keywords.proof.breaking import note, put

REQUIREMENTS = ("C-CHK-5",)
FIELD = "data"
SELECTION = ("A Table That Fits Into A Chunk Stays Whole",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.chunker"


def apply() -> None:
    from pipeline.worker import chunker

    put(chunker, "MarkdownSplitter", Plain)
    note(chunker, "cut")


class Plain:
    """Cuts at the last blank or line end before the size."""

    def __init__(self, characters: int) -> None:
        self.characters = characters

    def chunk_indices(self, text: str) -> Iterator[tuple[int, str]]:
        begin = 0
        while begin < len(text):
            end = begin + self.characters
            end = (
                max(text.rfind(" ", begin + 1, end), text.rfind("\n", begin + 1, end)) if end < len(text) else len(text)
            )
            part = text[begin:end]
            yield begin + len(part) - len(part.lstrip()), part.strip()
            begin = end
