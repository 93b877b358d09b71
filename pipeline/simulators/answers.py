"""Answers by extraction: picks the sentences or table rows of the context that share most with the question.

It has no knowledge of its own, and cannot find what is not in the context.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.simulators.words import content_words

NOT_FOUND = "I could not find that in the documents."
NO_DOCUMENTS = "I have no documents to answer from."
ENOUGH = 0.5  # of the question's weight: a smaller match is chance
AS_GOOD = 0.85  # of the best score: also worth returning
MOST_SENTENCES = 3
FEW_WORDS = 3  # a question with fewer content words also uses the one before it
EARLIER_WEIGHT = 0.5
HEADING_WEIGHT = 0.5  # a section's heading counts half for the sentences under it

_PROMPT = re.compile(r"\AContext:\n(?P<context>.*)\n\nQuestion:(?P<question>.*)\Z", re.DOTALL)
_QUESTION = re.compile(r"(?:\A|\n)Question:(?P<question>.*)\Z", re.DOTALL)
_MARKER = re.compile(r"(?:\A|\n\n)\[(\d+)\] ")
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"”»')\]]*\s+|(?<=[。！？])")
_ABBREVIATED = re.compile(
    r"(?:^|[\s(])(?:\w|\w\.\w|[Dd]r|[MmFf]r|[Mm]rs|[Nn][or]|[Ss]t|[Aa]rt|etc|ca|bzw|vs|[Pp]p?|[Ff]ig)\.$"
)
_RULE = re.compile(r"\|(?:\s*:?-{3,}:?\s*\|)+\s*")


@dataclass(frozen=True)
class Candidate:
    """A possible answer: its text, and the words to find it by."""

    passage: int
    text: str
    words: frozenset[str]
    heading: frozenset[str]


def answer(messages: Sequence[tuple[str, str]]) -> str:
    """The answer to the last of the messages, each a role and its content."""
    asked = [content for role, content in messages if role == "user"]
    prompt = _PROMPT.search(asked[-1]) if asked else None
    if prompt is None:
        return NO_DOCUMENTS
    candidates = [c for number, text in passages(prompt["context"]) for c in _candidates(number, text)]
    earlier = _question(asked[-2]) if len(asked) > 1 else ""
    best = _best(candidates, _weights(_once(candidates), prompt["question"], earlier))
    return " ".join(f"{candidate.text} [{candidate.passage}]" for candidate in best) or NOT_FOUND


def passages(context: str) -> Iterator[tuple[int, str]]:
    """The numbered passages of a context; a number out of turn is part of a passage's own text."""
    starts: list[re.Match[str]] = []
    for marker in _MARKER.finditer(context):
        if int(marker[1]) == len(starts) + 1:
            starts.append(marker)
    ends = [*(marker.start() for marker in starts[1:]), len(context)]
    for marker, end in zip(starts, ends, strict=False):
        yield int(marker[1]), context[marker.end() : end]


def _question(content: str) -> str:
    """The question of an earlier turn, with or without its context."""
    found = _QUESTION.search(content)
    return found["question"] if found else content


def _candidates(passage: int, text: str) -> Iterator[Candidate]:
    heading: frozenset[str] = frozenset()
    header: list[str] = []
    lines = text.splitlines()
    for line, below in pairwise([*lines, ""]):
        if line.startswith("#"):
            heading = frozenset(content_words(line))
        elif line.startswith("|"):
            if _RULE.fullmatch(below):
                header = _cells(line)
            elif not _RULE.fullmatch(line):
                row = _row(header, _cells(line))
                yield Candidate(passage, row, frozenset(content_words(row)), heading)
        else:
            header = []
            for sentence in sentences(line):
                yield Candidate(passage, sentence, frozenset(content_words(sentence)), heading)


def sentences(line: str) -> Iterator[str]:
    begun = ""
    for piece in _SENTENCE_END.split(line):
        begun = f"{begun} {piece}".strip()
        if not _ABBREVIATED.search(begun):
            if begun:
                yield begun
            begun = ""
    if begun:
        yield begun


def _cells(line: str) -> list[str]:
    inner = line.strip().removeprefix("|").removesuffix("|")
    return [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", inner)]


def _row(header: Sequence[str], cells: Sequence[str]) -> str:
    """A table row as `header: value` pairs."""
    names = [*header, *[""] * (len(cells) - len(header))]
    return "; ".join(f"{name}: {cell}" if name else cell for name, cell in zip(names, cells, strict=False) if cell)


def _once(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Those whose text is no part of another's: passages overlap, and what stands in two of them is not less rare."""
    known = list({candidate.text: candidate for candidate in candidates}.values())
    whole = "\n".join(candidate.text for candidate in known)
    return [candidate for candidate in known if whole.count(candidate.text) == 1]


def _weights(candidates: Sequence[Candidate], question: str, earlier: str) -> dict[str, float]:
    """The weight of each word of the question: the rarer in the context, the higher."""
    own = set(content_words(question))
    held_by = Counter(word for candidate in candidates for word in candidate.words)
    shares = dict.fromkeys(own, 1.0)
    if len(own) < FEW_WORDS:
        helpful = (word for word in content_words(earlier) if held_by[word])
        shares = dict.fromkeys(helpful, EARLIER_WEIGHT) | shares
    return {word: share * math.log(1 + (len(candidates) + 1) / (held_by[word] + 0.5)) for word, share in shares.items()}


def _best(candidates: Sequence[Candidate], weights: dict[str, float]) -> list[Candidate]:
    total = sum(weights.values())
    if not total:
        return []
    scored = [(_score(candidate, weights) / total, candidate) for candidate in candidates]
    scored.sort(key=lambda pair: -pair[0])  # stable: of equal scores, the passage that ranks first
    chosen: list[Candidate] = []
    for score, candidate in scored:
        if score < max(ENOUGH, AS_GOOD * scored[0][0]) or len(chosen) == MOST_SENTENCES:
            break
        if not any(candidate.text in other.text or other.text in candidate.text for other in chosen):
            chosen.append(candidate)
    return chosen


def _score(candidate: Candidate, weights: dict[str, float]) -> float:
    return sum(
        weight * (1 if word in candidate.words else HEADING_WEIGHT)
        for word, weight in weights.items()
        if word in candidate.words or word in candidate.heading
    )
