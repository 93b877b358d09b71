"""Rules over the chunks of one text: where each stands, what neighbours share, which tables are whole.

Line ends and blanks count as one blank, since a chunker may trim them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a chunk stands in its text."""

    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class Border:
    """What lies between a chunk and the next one."""

    shared: int  # characters that stand in both
    lost: str  # words that stand in neither


def even(text: str) -> str:
    """The text with one blank for each run of blanks and line ends."""
    return " ".join(text.split())


def places(text: str, chunks: Sequence[str]) -> list[Place | None]:
    """The place of each chunk, behind the beginning of the one before it. None for one that is not there."""
    whole, found, after = even(text), list[Place | None](), 0
    for chunk in map(even, chunks):
        begin = whole.find(chunk, after) if chunk else -1
        found.append(Place(begin, begin + len(chunk)) if begin >= 0 else None)
        after = begin + 1 if begin >= 0 else after
    return found


def borders(text: str, chunks: Sequence[str]) -> list[Border | None]:
    """The borders between neighbouring chunks. None beside a chunk that has no place in the text."""
    whole, found = even(text), list[Border | None]()
    for one, following in pairwise(places(text, chunks)):
        if one is None or following is None:
            found.append(None)
        else:
            between = whole[one.end : following.begin]
            found.append(Border(max(0, one.end - following.begin), between.strip() if WORD.search(between) else ""))
    return found


def ends_lost(text: str, chunks: Sequence[str]) -> tuple[str, str]:
    """The words before the first chunk and those behind the last one."""
    whole, found = even(text), [place for place in places(text, chunks) if place]
    if not found:
        return whole, whole
    before, behind = whole[: found[0].begin], whole[max(place.end for place in found) :]
    return before if WORD.search(before) else "", behind if WORD.search(behind) else ""


def tables(markdown: str) -> list[str]:
    """The tables of a text: lines that begin with a bar, one after another."""
    return list(_tables(markdown))


def _tables(markdown: str) -> Iterator[str]:
    lines = list[str]()
    for line in [*markdown.splitlines(), ""]:
        if line.lstrip().startswith("|"):
            lines.append(line)
        elif lines:
            yield "\n".join(lines)
            lines = []


def needed(text: str, size: int, overlap: int) -> int:
    """The fewest chunks of this size that hold a text, when each but the first repeats so much of the one before."""
    return max(1, -(-(len(even(text)) - overlap) // max(1, size - overlap)))
