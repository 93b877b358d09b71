"""A Python file as operators see it: its nodes with their places, without what no run has to look at.

Left out by rule, since nothing that a user can see depends on it: docstrings, log messages, type annotations, asserts,
`__all__`, what only type checkers read, and the texts inside of f-strings.
"""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
LOGS = {"log", "logger", "logging"}
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Place:
    """A node, the nodes around it (the nearest last), and the function that it runs in."""

    node: ast.AST
    around: tuple[ast.AST, ...]

    @property
    def parent(self) -> ast.AST:
        return self.around[-1]

    @property
    def statement(self) -> ast.stmt:
        return next(node for node in (self.node, *reversed(self.around)) if isinstance(node, ast.stmt))

    @property
    def function(self) -> Function | None:
        """The function whose call runs this node. Decorators and defaults run with the definition."""
        chain = [*self.around, self.node]
        for outer, inner in zip(reversed(chain[:-1]), reversed(chain[1:]), strict=True):
            if isinstance(outer, FUNCTIONS) and inner in outer.body:
                return outer
        return None

    @property
    def lines(self) -> tuple[int, int] | None:
        """The lines whose run shows that this node was reached; None outside of functions."""
        if self.function is None:  # decorators and defaults show in the function that they belong to
            return span_of(self.statement.body) if isinstance(self.statement, FUNCTIONS) else None
        if isinstance(self.node, ast.ExceptHandler):
            return span_of(self.node.body)
        return header_of(self.statement)

    @property
    def constant(self) -> str:
        """Outside of functions: the name that the value of this node goes by."""
        match self.statement:
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                return name
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                return name
        return ""


def span_of(body: Sequence[ast.stmt]) -> tuple[int, int]:
    return body[0].lineno, body[-1].end_lineno or body[-1].lineno


def header_of(statement: ast.stmt) -> tuple[int, int]:
    """The lines of a statement, without the statements in it."""
    inner = getattr(statement, "body", None) or getattr(statement, "cases", None)
    if not inner:
        return span_of([statement])
    first = inner[0].body[0] if isinstance(inner[0], ast.match_case) else inner[0]
    return statement.lineno, max(statement.lineno, first.lineno - 1)


class Code:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tree = ast.parse(text)
        self._lines = text.splitlines(keepends=True)
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line))

    def span(self, node: ast.AST) -> tuple[int, int]:
        """Where a node begins and ends, in characters (the compiler counts bytes)."""
        lineno, col, end_lineno, end_col = (
            getattr(node, name) for name in ("lineno", "col_offset", "end_lineno", "end_col_offset")
        )
        return self._offset(lineno, col), self._offset(end_lineno, end_col)

    def of(self, node: ast.AST) -> str:
        start, end = self.span(node)
        return self.text[start:end]

    def _offset(self, lineno: int, col: int) -> int:
        return self._starts[lineno - 1] + len(self._lines[lineno - 1].encode()[:col].decode())

    def places(self) -> Iterator[Place]:
        """Every node that may be changed."""
        yield from self._below(self.tree, ())

    def _below(self, node: ast.AST, around: tuple[ast.AST, ...]) -> Iterator[Place]:
        for child in ast.iter_child_nodes(node):
            if left_out(child, node):
                continue
            if is_annotation(child, node):
                yield from self._constraints(child, (*around, node))
                continue
            yield Place(child, (*around, node))
            if not isinstance(child, ast.JoinedStr):
                yield from self._below(child, (*around, node))

    def _constraints(self, annotation: ast.AST, around: tuple[ast.AST, ...]) -> Iterator[Place]:
        """The calls in an annotation, such as `Field(ge=1)`, say what is accepted."""
        for child in ast.iter_child_nodes(annotation):
            if isinstance(child, ast.Call):
                yield Place(child, (*around, annotation))
                yield from self._below(child, (*around, annotation))
            else:
                yield from self._constraints(child, (*around, annotation))


def left_out(node: ast.AST, parent: ast.AST) -> bool:
    match node:
        case ast.Assert() | ast.Import() | ast.ImportFrom() | ast.Global() | ast.Nonlocal() | ast.Pass():
            return True
        case ast.Expr(value=ast.Constant()):  # a docstring, or `...`
            return True
        case ast.Expr(value=ast.Call() as call) if is_log(call):
            return True
        case ast.If(test=ast.Name(id="TYPE_CHECKING")):
            return True
        case ast.If(test=ast.Compare(left=ast.Name(id="__name__"))):
            return True
        case ast.Assign(targets=[ast.Name(id="__all__")]):
            return True
        case ast.Call() if is_log(node):
            return True
    return isinstance(parent, ast.Expr) and isinstance(node, ast.Constant)


def is_log(call: ast.Call) -> bool:
    match call.func:
        case ast.Attribute(value=ast.Name(id=name)):
            return name in LOGS
    return False


def is_annotation(node: ast.AST, parent: ast.AST) -> bool:
    annotation = getattr(parent, "annotation", None)
    return node is annotation or (isinstance(parent, FUNCTIONS) and node is parent.returns)
