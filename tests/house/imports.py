"""Reads every import of the repository's Python, at module level, in functions and for type checkers alike."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from keywords.basics.folders import REPOSITORY

FLOORS = Path(__file__).with_name("floors.yaml")


@dataclass(frozen=True)
class Import:
    """One module that imports another, both with dots, and where."""

    module: str
    imported: str
    line: int

    def __str__(self) -> str:
        return f"{self.module.replace('.', '/')}.py:{self.line} imports {self.imported}"


def floors() -> list[dict[str, str]]:
    """From the top to the ground: what each room of a floor holds."""
    found: list[dict[str, str]] = yaml.safe_load(FLOORS.read_text(encoding="utf-8"))
    return found


def level() -> dict[str, int]:
    """The floor of each room, counted from the ground."""
    return {room: number for number, floor in enumerate(reversed(floors())) for room in floor}


def room_of(module: str) -> str:
    """`keywords.faults.fault` is in the room `faults`; `keywords.world` is a room of its own."""
    return module.split(".")[1] if "." in module else ""


@cache
def modules(package: str) -> dict[str, Path]:
    found = {}
    for path in sorted((REPOSITORY / package).rglob("*.py")):
        parts = path.relative_to(REPOSITORY).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


@cache
def imports(package: str) -> tuple[Import, ...]:
    return tuple(found for module, path in modules(package).items() for found in _imports(module, path))


def _imports(module: str, path: Path) -> Iterator[Import]:
    known = {**modules("keywords"), **modules("pipeline")}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield Import(module, name.name, node.lineno)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for name in node.names:
                whole = f"{node.module}.{name.name}"
                yield Import(module, whole if whole in known else node.module, node.lineno)


def within(package: str) -> list[Import]:
    """The imports of a package from itself."""
    return [found for found in imports(package) if found.imported.split(".")[0] == package]


def circle(edges: dict[str, set[str]]) -> list[str]:
    """A chain of names that leads back to its start; empty if there is none."""
    done: set[str] = set()

    def follow(name: str, way: list[str]) -> list[str]:
        if name in way:
            return [*way[way.index(name) :], name]
        if name in done:
            return []
        for following in sorted(edges.get(name, ())):
            if found := follow(following, [*way, name]):
                return found
        done.add(name)
        return []

    return next((found for name in sorted(edges) if (found := follow(name, []))), [])
