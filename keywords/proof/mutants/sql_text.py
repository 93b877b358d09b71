"""SQL as operators see it: its words with their places in the file that holds them.

The text is taken raw: from a file of SQL, or from a text in a Python file, with its quotes, its holes (`{HELD}`) and
the seams between texts that follow each other. Whatever an operator takes out of it leaves a whole text behind.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

SHAPES = re.compile(
    r"""
    (?P<comment>--[^\n]*)
  | (?P<seam>\b[rf]{0,2}"{1,3}(?:\s*[rf]{0,2}"{1,3})?)
  | (?P<text>'(?:[^']|'')*')
  | (?P<body>\$\w*\$(?!\d))
  | (?P<parameter>\$\d+)
  | (?P<hole>\{[^{}]*\})
  | (?P<word>[A-Za-z_][\w.]*)
  | (?P<number>\d+(?:\.\d+)?)
  | (?P<sign>::|<=>|<=|>=|<>|!=|\|\||->>|->|:=|[^\s\w])
    """,
    re.VERBOSE,
)
BEGINS = re.compile(
    r"""^[\s"rf]*(?:--[^\n]*\n\s*)*(?:WITH\s|SELECT\b|INSERT\s+INTO\s|UPDATE\s|DELETE\s+FROM\s|CREATE\s|ALTER\s|SET\s+LOCAL\s)"""
)
CONDITION = re.compile(r"""^[\s"rf]*[a-z_.]+\s*(?:=|<>|<=?|>=?|\bIN\b|\bIS\b)\s*(?:'|\$\d|\(|NULL|NOT\b|[a-z(])""")
END_OF_CONDITION = {
    "GROUP", "ORDER", "LIMIT", "OFFSET", "FOR", "RETURNING", "UNION", "WINDOW", "HAVING", "WHERE", "JOIN", "LEFT",
    "CROSS", "SET", "LOOP", "THEN", "WITH",
}  # fmt: skip
END_OF_ORDER = {"LIMIT", "OFFSET", "FOR", "UNION", "RETURNING", "ROWS", "LOOP", "INTO"}
END_OF_SET = {"FROM", "WHERE", "RETURNING"}


@dataclass(frozen=True)
class Word:
    kind: str
    text: str
    start: int
    end: int

    @property
    def upper(self) -> str:
        return self.text.upper() if self.kind == "word" else self.text


class Sql:
    """The words of a part of a file, without comments and seams."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text, self.start, self.end = text, start, end
        found = (
            Word(str(match.lastgroup), match[0], match.start(), match.end())
            for match in SHAPES.finditer(text, start, end)
        )
        self.words = [word for word in found if word.kind not in ("comment", "seam")]

    def after(self, number: int, *expected: str) -> bool:
        """Whether these words follow, the first of them at this place."""
        return [word.upper for word in self.words[number : number + len(expected)]] == list(expected)

    def positions(self, *expected: str) -> Iterator[int]:
        """The places at which these words stand."""
        yield from (number for number in range(len(self.words)) if self.after(number, *expected))

    def until(self, number: int, ends: Callable[[Word], bool]) -> int:
        """The first place from here that ends a part: by a word on the same level, or by the end of that level."""
        depth = 0
        for place in range(number, len(self.words)):
            word = self.words[place]
            if depth == 0 and (word.text in (")", ";") or word.kind == "body" or ends(word)):
                return place
            depth += (word.text == "(") - (word.text == ")")
        return len(self.words)

    def closing(self, number: int) -> int:
        """The place of the bracket that closes the one at this place."""
        return self.until(number + 1, lambda _: False)

    def split(self, first: int, end: int, at: str) -> list[tuple[int, int]]:
        """The parts between these places, separated by a word on the same level."""
        parts, begin, depth, between = [], first, 0, False
        for place in range(first, end):
            word = self.words[place]
            depth += (word.text == "(") - (word.text == ")")
            if depth == 0 and word.upper == "BETWEEN":
                between = True
            elif depth == 0 and word.upper == at:
                if between and at == "AND":  # it belongs to BETWEEN
                    between = False
                    continue
                parts.append((begin, place))
                begin = place + 1
        return [*parts, (begin, end)] if begin < end else parts

    def span(self, first: int, end: int) -> tuple[int, int]:
        return self.words[first].start, self.words[end - 1].end

    def of(self, first: int, end: int) -> str:
        start, stop = self.span(first, end)
        return self.text[start:stop]

    def without_member(self, members: Sequence[tuple[int, int]], number: int) -> tuple[int, int]:
        """What to take out so that one of several members, which commas separate, is gone."""
        first, end = members[number]
        if number:
            return self.words[members[number - 1][1] - 1].end, self.words[end - 1].end
        return self.words[first].start, self.words[members[1][0]].start if len(members) > 1 else self.words[end - 1].end


def is_statement(raw: str) -> bool:
    return bool(BEGINS.match(raw))


def is_condition(raw: str) -> bool:
    """Whether a text is a part of a WHERE, such as `"job_id = $1 AND state = 'working'"`."""
    return bool(CONDITION.match(raw)) and bool(re.search(r"\$\d|'|\bNULL\b", raw))


def fixes_a_type(part: str) -> bool:
    """Whether a part names a parameter or a hole: then it must stay, or the statement could not even be prepared."""
    return bool(re.search(r"\$\d|\{", part))
