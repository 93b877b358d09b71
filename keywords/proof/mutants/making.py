"""All mutants of a folder, and a sample of them that a seed decides."""

import ast
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from keywords.proof.mutants import conditions, queries, schemas, statements, values
from keywords.proof.mutants.code import Code, Place
from keywords.proof.mutants.mutant import Edit, Mutant, applied, line_of
from keywords.proof.mutants.sql_text import Sql, is_condition, is_statement

OF_PYTHON = (*values.OPERATORS, *conditions.OPERATORS, *statements.OPERATORS)
OF_QUERIES, OF_SCHEMAS = queries.OPERATORS, schemas.OPERATORS
SUFFIXES = {".py", ".sql"}


def mutants_in(repository: Path, places: Iterable[str]) -> list[Mutant]:
    """Every mutant of these files and folders, in the order of files and lines."""
    files = sorted({file for place in places for file in _files(repository / place)})
    return [
        mutant
        for file in files
        for mutant in mutants_of(file.relative_to(repository).as_posix(), file.read_text(encoding="utf-8"))
    ]


def mutants_of(file: str, text: str) -> list[Mutant]:
    """Every change of one file. Two operators that change it in the same way make one mutant."""
    made: dict[str, Mutant] = {}
    for mutant in of_migration(file, text) if file.endswith(".sql") else of_code(file, text):
        if mutant.new != text:
            made.setdefault(mutant.new, mutant)
    return sorted(made.values(), key=lambda each: (each.line, each.operator, each.new))


def of_code(file: str, text: str) -> Iterator[Mutant]:
    code = Code(text)
    for place in code.places():
        edits = [edit for operator in OF_PYTHON for edit in operator(place, code)]
        if isinstance(place.node, ast.JoinedStr) or _is_text(place.node):
            edits = [*_of_sql(place, code), *edits]
        for edit in edits:
            line = line_of(text, edit.start)
            yield Mutant(file, line, edit.operator, text, applied(text, edit), place.lines, place.constant)


def of_migration(file: str, text: str) -> Iterator[Mutant]:
    sql = Sql(text, 0, len(text))
    for operator in (*OF_SCHEMAS, *OF_QUERIES):
        for edit in operator(sql):
            yield Mutant(file, line_of(text, edit.start), edit.operator, text, applied(text, edit))


def sampled(mutants: Sequence[Mutant], seed: int, number: int) -> list[Mutant]:
    """So many of them. Each line that can be changed is as likely as any other. A larger sample begins with a smaller.

    A change that does not compile, or compiles to the same, gives way to another of its line.
    """
    of_line: dict[tuple[str, int], list[Mutant]] = defaultdict(list)
    for mutant in mutants:
        of_line[mutant.file, mutant.line].append(mutant)
    chance = random.Random(seed)  # noqa: S311 (it must be repeatable)
    lines = sorted(of_line)
    chance.shuffle(lines)
    chosen: list[Mutant] = []
    for line in lines:
        tried = chance.sample(of_line[line], len(of_line[line]))
        chosen += list(islice(filter(means_something_else, tried), 1))
        if len(chosen) == number:
            break
    return chosen


def means_something_else(mutant: Mutant) -> bool:
    """Whether the file still compiles, and not to the same."""
    if mutant.file.endswith(".sql"):
        return True
    try:
        changed = ast.parse(mutant.new)
        compile(mutant.new, mutant.file, "exec")
    except (SyntaxError, ValueError):
        return False
    return ast.dump(changed) != ast.dump(ast.parse(mutant.old))


def _of_sql(place: Place, code: Code) -> Iterator[Edit]:
    start, end = code.span(place.node)
    raw = code.text[start:end]
    if is_statement(raw) or is_condition(raw):
        sql = Sql(code.text, start, end)
        yield from (edit for operator in OF_QUERIES for edit in operator(sql))


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _files(place: Path) -> Iterator[Path]:
    if place.is_dir():
        yield from (file for file in place.rglob("*") if file.suffix in SUFFIXES and file.is_file())
    elif place.suffix in SUFFIXES:
        yield place
