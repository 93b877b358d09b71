"""Where a value is used that is not in a function: a constant, a field, a piece of SQL that others are made of."""

import ast
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from keywords.proof.mutants.code import Code
from keywords.proof.mutants.mutant import Mutant

Place = tuple[str, tuple[int, int]]


@dataclass
class Uses:
    """The functions that use each name, and the names outside of functions whose values are made with it."""

    in_functions: dict[str, set[Place]] = field(default_factory=lambda: defaultdict(set))
    in_constants: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    @classmethod
    def of(cls, files: Iterable[tuple[str, str]]) -> "Uses":
        """Of these files, each with its text."""
        found = cls()
        for file, text in files:
            found._read(file, Code(text))
        return found

    @classmethod
    def below(cls, repository: Path, folder: str) -> "Uses":
        files = sorted((repository / folder).rglob("*.py"))
        return cls.of((file.relative_to(repository).as_posix(), file.read_text(encoding="utf-8")) for file in files)

    def places_of(self, mutant: Mutant) -> set[Place]:
        """Where a run shows that it met the mutant. Empty if nothing tells: then every experiment may meet it."""
        if mutant.lines:
            return {(mutant.file, mutant.lines)}
        found, names, left = set[Place](), set[str](), [mutant.constant] if mutant.constant else []
        while left:
            name = left.pop()
            if name not in names:
                names.add(name)
                found |= self.in_functions.get(name, set())
                left += self.in_constants.get(name, set())
        return found

    def _read(self, file: str, code: Code) -> None:
        for place in code.places():
            for node in _names_in(place.node):
                if place.lines:
                    self.in_functions[node].add((file, place.lines))
                elif place.constant:
                    self.in_constants[node].add(place.constant)


def _names_in(node: ast.AST) -> Iterable[str]:
    match node:
        case ast.Name(id=name, ctx=ast.Load()) | ast.Attribute(attr=name):
            return [name]
        case ast.JoinedStr():
            return [name for inner in ast.walk(node) for name in ([inner.id] if isinstance(inner, ast.Name) else [])]
    return []
