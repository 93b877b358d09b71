"""The examples in our documents: blocks of Robot Framework, and commands of the shell."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

from keywords.basics.folders import REPOSITORY

BLOCK = re.compile(r"^( *)```(\w*)\n(.*?)^ *```", re.DOTALL | re.MULTILINE)
INLINE = re.compile(r"`([^`\n]+)`")
INDENTED = re.compile(r"^    (\S.*)$", re.MULTILINE)
PROGRAMS = ("countersign", "robot", "make", "python -m")


@dataclass(frozen=True)
class Example:
    """A piece of a document, and where it is."""

    file: Path
    line: int
    text: str

    @property
    def place(self) -> str:
        return f"{self.file.relative_to(REPOSITORY)}:{self.line}"


def documents() -> list[Path]:
    written = (path for path in (REPOSITORY / "docs").rglob("*.md"))
    return [REPOSITORY / "README.md", REPOSITORY / "results" / "README.md", *sorted(written)]


def robot_blocks() -> list[Example]:
    return [example for file in documents() for example in _blocks(file, ("robotframework", "robot"))]


def commands() -> list[Example]:
    """Each command of a block, an indented line, or the middle of a sentence that begins with a program of ours."""
    found = []
    for file in documents():
        text = file.read_text(encoding="utf-8")
        lines = [
            (block.line + n, line)
            for block in _blocks(file, ("", "shell", "sh", "bash"))
            for n, line in enumerate(block.text.splitlines())
        ]
        rest = BLOCK.sub(lambda block: "\n" * block[0].count("\n"), text)
        for pattern in (INLINE, INDENTED):
            lines += [(rest[: match.start()].count("\n") + 1, match[1]) for match in pattern.finditer(rest)]
        found += [Example(file, number, line.strip()) for number, line in lines if _begins(line.strip())]
    return found


def words_of(command: str) -> list[str]:
    """The words of a command without its comment, up to a pipe."""
    words = shlex.split(command.replace("…", "..."), comments=True)
    return words[: words.index("|")] if "|" in words else words


def _begins(line: str) -> bool:
    return any(line == program or line.startswith(f"{program} ") for program in _variants())


def _variants() -> Iterator[str]:
    for program in PROGRAMS:
        yield program
        yield f".venv/bin/{program}"


def _blocks(file: Path, languages: tuple[str, ...]) -> Iterator[Example]:
    text = file.read_text(encoding="utf-8")
    for block in BLOCK.finditer(text):
        if block[2] in languages:
            yield Example(file, text[: block.start(3)].count("\n") + 1, dedent(block[3]))
