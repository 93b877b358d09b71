"""Operators for what Python does: statements, arguments, exceptions, what a function returns."""

import ast
from collections.abc import Iterator, Sequence
from itertools import pairwise

from keywords.proof.mutants.code import FUNCTIONS, Code, Place
from keywords.proof.mutants.mutant import Edit

EMPTY = {"str": '""', "bytes": 'b""', "list": "[]", "Sequence": "[]", "dict": "{}", "set": "set()"}
PASSES_ON = {"isinstance", "issubclass", "cast", "getattr", "setattr", "hasattr"}
TIDIES = {"lower", "upper", "strip", "rstrip", "lstrip", "casefold"}


def statement_deleted(place: Place, code: Code) -> Iterator[Edit]:
    match place.node:
        case ast.Expr(value=ast.Call() | ast.Await()) | ast.AugAssign() | ast.Delete() | ast.Continue() | ast.Break():
            yield Edit("statement deleted", *code.span(place.node), "pass")
        case ast.Assign(targets=targets) if all(isinstance(each, ast.Attribute | ast.Subscript) for each in targets):
            yield Edit("statement deleted", *code.span(place.node), "pass")
        case ast.Return(value=None):
            yield Edit("statement deleted", *code.span(place.node), "pass")
        case ast.Raise():
            handled = any(isinstance(each, ast.ExceptHandler) for each in place.around)
            yield Edit("exception swallowed" if handled else "statement deleted", *code.span(place.node), "pass")


def exception_swallowed(place: Place, code: Code) -> Iterator[Edit]:
    """What a handler does is left out."""
    if isinstance(place.node, ast.ExceptHandler):
        body = place.node.body
        if len(body) > 1 or not isinstance(body[0], ast.Raise | ast.Pass):
            yield Edit("exception swallowed", code.span(body[0])[0], code.span(body[-1])[1], "pass")


def exception_let_through(place: Place, code: Code) -> Iterator[Edit]:
    """One of the exceptions that are caught or suppressed is not any more."""
    match place.node:
        case ast.ExceptHandler(type=ast.Tuple(elts=caught)) if len(caught) > 1:
            yield from _each_dropped("exception let through", caught, code)
        case ast.Call(func=ast.Attribute(attr="suppress") | ast.Name(id="suppress"), args=caught) if len(caught) > 1:
            yield from _each_dropped("exception let through", caught, code)
        case ast.Call(func=ast.Attribute(attr="suppress") | ast.Name(id="suppress"), args=[only]):
            yield Edit("exception let through", *code.span(only), "")


def argument_dropped(place: Place, code: Code) -> Iterator[Edit]:
    """Only named ones: the others have no default."""
    if isinstance(place.node, ast.Call):
        given: list[ast.AST] = [*place.node.args, *place.node.keywords]
        for number, each in enumerate(given):
            if isinstance(each, ast.keyword) and each.arg:
                yield _dropped("argument dropped", given, number, code)


def arguments_swapped(place: Place, code: Code) -> Iterator[Edit]:
    match place.node:
        case ast.Call(func=ast.Name(id=name)) if name in PASSES_ON:
            return
        case ast.Call(args=given):
            for one, other in pairwise(given):
                if not any(isinstance(each, ast.Starred) for each in (one, other)):
                    yield _swapped("arguments swapped", one, other, code)


def awaits_reordered(place: Place, code: Code) -> Iterator[Edit]:
    """Two awaited calls in a row happen the other way round."""
    body = getattr(place.node, "body", None)
    for one, other in pairwise(body) if isinstance(body, list) else ():
        if all(isinstance(each, ast.Expr) and isinstance(each.value, ast.Await) for each in (one, other)):
            yield _swapped("awaits reordered", one, other, code)


def return_altered(place: Place, code: Code) -> Iterator[Edit]:
    """Something else of the type that the function promises."""
    function = next((each for each in reversed(place.around) if isinstance(each, (*FUNCTIONS, ast.Lambda))), None)
    if not isinstance(place.node, ast.Return) or not isinstance(function, FUNCTIONS) or place.node.value is None:
        return
    value, where = code.of(place.node.value), code.span(place.node.value)
    match function.returns:
        case ast.Name(id="bool"):
            yield Edit("return altered", *where, f"not ({value})")
        case ast.Name(id="int" | "float"):
            yield Edit("return altered", *where, f"({value}) + 1")
        case ast.Name(id=name) | ast.Subscript(value=ast.Name(id=name)) if name in EMPTY and value != EMPTY[name]:
            yield Edit("return altered", *where, EMPTY[name])
        case ast.BinOp(op=ast.BitOr(), right=ast.Constant(value=None)) if value != "None":
            yield Edit("return altered", *where, "None")


def call_dropped(place: Place, code: Code) -> Iterator[Edit]:
    """`text.lower()` becomes `text`."""
    match place.node:
        case ast.Call(func=ast.Attribute(value=inner, attr=name)) if name in TIDIES:
            yield Edit("call dropped", *code.span(place.node), code.of(inner))


def _each_dropped(operator: str, members: Sequence[ast.AST], code: Code) -> Iterator[Edit]:
    for number in range(len(members)):
        yield _dropped(operator, members, number, code)


def _dropped(operator: str, members: Sequence[ast.AST], number: int, code: Code) -> Edit:
    """Leave out one of several that commas separate."""
    start, end = code.span(members[number])
    if number:
        start = code.span(members[number - 1])[1]
    elif len(members) > 1:
        end = code.span(members[1])[0]
    return Edit(operator, start, end, "")


def _swapped(operator: str, one: ast.AST, other: ast.AST, code: Code) -> Edit:
    (start, middle), (resume, end) = code.span(one), code.span(other)
    return Edit(operator, start, end, code.of(other) + code.text[middle:resume] + code.of(one))


OPERATORS = (
    statement_deleted,
    exception_swallowed,
    exception_let_through,
    argument_dropped,
    arguments_swapped,
    awaits_reordered,
    return_altered,
    call_dropped,
)
