"""Operators for Python's values: constants, defaults, settings, collections."""

import ast
import re
from collections.abc import Iterator

from keywords.proof.mutants.code import FUNCTIONS, Code, Place
from keywords.proof.mutants.mutant import Edit

STATUSES = range(200, 600)  # of HTTP answers: twice as much would not even be one
SMALL = 10
WORD = re.compile(r"[^\s{}%]{2,}")  # what people read holds spaces, what is formatted holds holes


def setting_changed(place: Place, code: Code) -> Iterator[Edit]:
    """Another default of a field of the settings."""
    match place.node:
        case ast.AnnAssign(value=ast.expr() as value) if _is_settings(place.parent):
            plain = value.value if isinstance(value, ast.Constant) else None
            changed = f"2 * ({code.of(value)})" if isinstance(value, ast.BinOp) else another(plain)
            if changed:
                yield Edit("setting changed", *code.span(value), changed)


def default_changed(place: Place, code: Code) -> Iterator[Edit]:
    if isinstance(place.node, ast.arguments) and isinstance(place.parent, FUNCTIONS):
        for default in filter(None, [*place.node.defaults, *place.node.kw_defaults]):
            if isinstance(default, ast.Constant) and (changed := another(default.value)):
                yield Edit("default changed", *code.span(default), changed)


def constant_changed(place: Place, code: Code) -> Iterator[Edit]:
    if isinstance(place.node, ast.Constant) and not isinstance(place.parent, ast.MatchValue | ast.Raise):
        changed = another(place.node.value)
        if changed and not _is_default(place):
            yield Edit("constant changed", *code.span(place.node), changed)


def collection_changed(place: Place, code: Code) -> Iterator[Edit]:
    """A list without its last member, or the other way round."""
    match place.node:
        case ast.ListComp() | ast.Call(func=ast.Name(id="list" | "sorted"), args=[_, *_]):
            value, where = code.of(place.node), code.span(place.node)
            yield Edit("collection cut", *where, f"{value}[:-1]")
            yield Edit("collection reversed", *where, f"{value}[::-1]")
        case ast.For(iter=ast.Name() | ast.Attribute() | ast.Call() as members) if not _counts(members):
            value, where = code.of(members), code.span(members)
            yield Edit("collection cut", *where, f"list({value})[:-1]")
            yield Edit("collection reversed", *where, f"list({value})[::-1]")


def member_dropped(place: Place, code: Code) -> Iterator[Edit]:
    """The last member of a list, set or mapping that is written out."""
    match place.node:
        case ast.List(ctx=ast.Load(), elts=[*_, one, last]) | ast.Set(elts=[*_, one, last]):
            yield Edit("member dropped", code.span(one)[1], code.span(last)[1], "")
        case ast.Tuple(ctx=ast.Load(), elts=[*_, one, last]) if isinstance(place.parent, ast.Assign | ast.Compare):
            if place.function is None or isinstance(place.parent, ast.Compare):  # elsewhere it is unpacked
                yield Edit("member dropped", code.span(one)[1], code.span(last)[1], ",")
        case ast.Dict(keys=[_, *_, ast.expr()], values=[*_, one, last]):
            yield Edit("member dropped", code.span(one)[1], code.span(last)[1], "")


def slice_moved(place: Place, code: Code) -> Iterator[Edit]:
    """One more, or one fewer, of what is cut out."""
    if isinstance(place.node, ast.Slice):
        for bound in filter(None, (place.node.lower, place.node.upper)):
            if not isinstance(bound, ast.Constant | ast.UnaryOp):
                yield Edit("boundary moved", *code.span(bound), f"({code.of(bound)}) + 1")
    match place.node:
        case ast.Call(func=ast.Name(id="range"), args=[*_, last]) if len(place.node.args) < 3:
            yield Edit("boundary moved", *code.span(last), f"({code.of(last)}) - 1")


def another(value: object) -> str:
    """Another constant of the same type, as Python writes it; empty if none makes sense."""
    match value:
        case bool():
            return str(not value)
        case int() if abs(value) < SMALL or value in STATUSES:
            return str(value + 1)
        case int() | float():
            return repr(2 * value or 1.0)
        case str() if WORD.fullmatch(value) and not value.startswith("__"):
            return repr(f"{value}x").replace("'", '"')
    return ""


def _is_settings(node: ast.AST) -> bool:
    return isinstance(node, ast.ClassDef) and node.name.endswith("Settings")


def _is_default(place: Place) -> bool:
    return isinstance(place.parent, ast.arguments)


def _counts(members: ast.AST) -> bool:
    match members:
        case ast.Call(func=ast.Name(id="range" | "enumerate" | "zip" | "list" | "sorted")):
            return True
    return False


OPERATORS = (
    setting_changed,
    default_changed,
    constant_changed,
    collection_changed,
    member_dropped,
    slice_moved,
)
