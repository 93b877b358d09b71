"""A mutant: one small change of one file. Pure: nothing here reads or writes a file."""

import difflib
import hashlib
from dataclasses import dataclass


@dataclass(frozen=True)
class Edit:
    """A text that takes the place of the characters from `start` to `end` of a file."""

    operator: str
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Mutant:
    file: str  # below the repository
    line: int
    operator: str
    old: str  # the whole file before
    new: str  # and after
    lines: tuple[int, int] | None = None  # of the statement that was changed; None: it runs when its module is loaded
    constant: str = ""  # outside of functions: the name that the changed value goes by

    @property
    def name(self) -> str:
        """The same for the same change of the same file."""
        digest = hashlib.sha256(f"{self.file}\0{self.diff}".encode()).hexdigest()[:8]
        return f"{self.file}:{self.line} {self.operator} {digest}"

    @property
    def subject(self) -> str:
        """What the file is about: `pipeline/api/tokens.py` is `api/tokens`."""
        return self.file.partition("/")[2].rpartition(".")[0]

    @property
    def was(self) -> str:
        """The line before the change, without its indentation."""
        return self.old.splitlines()[self.line - 1].strip()

    @property
    def becomes(self) -> str:
        """The lines that the change adds, without indentation, as one line."""
        added = [line[1:].strip() for line in self.diff.splitlines()[2:] if line.startswith("+")]
        return " ".join(filter(None, added))

    @property
    def diff(self) -> str:
        before, after = (text.splitlines(keepends=True) for text in (self.old, self.new))
        return "".join(difflib.unified_diff(before, after, f"a/{self.file}", f"b/{self.file}", n=2))


def applied(text: str, edit: Edit) -> str:
    return text[: edit.start] + edit.text + text[edit.end :]


def line_of(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1
