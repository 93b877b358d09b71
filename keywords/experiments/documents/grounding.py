"""What an answer took from its sources: each statement of it, and the sources that it cites behind it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

CITED = re.compile(r"((?:\s*\[\d{1,3}\])+)")  # one source or several
NUMBER = re.compile(r"\d+")
WORD = re.compile(r"\w+")
MOST_WORDS = 0.6  # of a statement that its source holds at least, since a model may use words of its own


@dataclass(frozen=True)
class Statement:
    text: str
    sources: tuple[int, ...]  # counted from 1


def statements(answer: str) -> list[Statement]:
    """The statements of an answer that cite a source; what follows the last citation cites none."""
    parts = CITED.split(answer)
    return [
        Statement(text.strip(" .;,\n"), tuple(map(int, NUMBER.findall(marks))))
        for text, marks in zip(parts[::2], parts[1::2], strict=False)
    ]


def cited(answer: str, sources: Sequence[str]) -> set[int]:
    """The numbers of the sources that an answer uses. One that cites nothing uses those that hold what it tells."""
    numbers = {number for statement in statements(answer) for number in statement.sources}
    return numbers or {number for number, text in enumerate(sources, 1) if holds(text, answer)}


def holds(source: str, statement: str) -> bool:
    """True if a source holds a statement: every number and name of it, and most of its other words."""
    there, words = set(WORD.findall(source.casefold())), WORD.findall(statement)
    telling = [word for word in words[1:] if word[:1].isupper()] + [
        word for word in words if any(letter.isdigit() for letter in word)
    ]
    held = [word for word in words if word.casefold() in there]
    return bool(words) and all(word.casefold() in there for word in telling) and len(held) >= MOST_WORDS * len(words)
