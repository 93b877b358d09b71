"""Operators for what Python decides: conditions, comparisons, the parts of a condition."""

import ast
import re
from collections.abc import Iterator

from keywords.proof.mutants.code import Code, Place
from keywords.proof.mutants.mutant import Edit

BOUNDARIES = {ast.Lt: ("<", "<="), ast.LtE: ("<=", "<"), ast.Gt: (">", ">="), ast.GtE: (">=", ">")}
OPPOSITES = {
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
    ast.In: ("in", "not in"),
    ast.NotIn: (r"not\s+in", "in"),
    ast.Is: ("is", "is not"),
    ast.IsNot: (r"is\s+not", "is"),
}
ARITHMETIC = {ast.Add: ("+", "-"), ast.Sub: ("-", "+"), ast.Mult: ("*", "/"), ast.Div: ("/", "*")}
ROUNDING = {ast.FloorDiv: ("//", "/"), ast.Mod: ("%", "//")}
NAMES = {"min": "max", "max": "min", "any": "all", "all": "any"}


def condition_negated(place: Place, code: Code) -> Iterator[Edit]:
    match place.node:
        case ast.If(test=test) | ast.While(test=test) | ast.IfExp(test=test):
            tests = [test]
        case ast.comprehension(ifs=tests):
            pass
        case ast.match_case(guard=ast.expr() as guard):
            tests = [guard]
        case _:
            return
    for each in tests:
        if isinstance(each, ast.UnaryOp) and isinstance(each.op, ast.Not):
            yield Edit("condition negated", *code.span(each), f"({code.of(each.operand)})")
        elif not isinstance(each, ast.Constant):
            yield Edit("condition negated", *code.span(each), f"(not ({code.of(each)}))")


def part_of_a_condition_dropped(place: Place, code: Code) -> Iterator[Edit]:
    """`a and b` becomes `a`, or `b`."""
    if isinstance(place.node, ast.BoolOp):
        word = " and " if isinstance(place.node.op, ast.And) else " or "
        for dropped in place.node.values:
            kept = [f"({code.of(each)})" for each in place.node.values if each is not dropped]
            yield Edit("part of a condition dropped", *code.span(place.node), f"({word.join(kept)})")


def and_or_exchanged(place: Place, code: Code) -> Iterator[Edit]:
    if isinstance(place.node, ast.BoolOp):
        word = " or " if isinstance(place.node.op, ast.And) else " and "
        parts = word.join(f"({code.of(each)})" for each in place.node.values)
        yield Edit("and, or exchanged", *code.span(place.node), f"({parts})")


def comparison_changed(place: Place, code: Code) -> Iterator[Edit]:
    if not isinstance(place.node, ast.Compare):
        return
    operands = [place.node.left, *place.node.comparators]
    for left, op, right in zip(operands, place.node.ops, operands[1:], strict=False):
        if found := BOUNDARIES.get(type(op)):
            yield from _exchanged("boundary moved", re.escape(found[0]), found[1], left, right, code)
        elif found := OPPOSITES.get(type(op)):
            yield from _exchanged("comparison turned", found[0], found[1], left, right, code)


def arithmetic_exchanged(place: Place, code: Code) -> Iterator[Edit]:
    if not isinstance(place.node, ast.BinOp):
        return
    sides = place.node.left, place.node.right
    found = (ARITHMETIC | ROUNDING).get(type(place.node.op))
    if found and not any(isinstance(side, ast.JoinedStr | ast.List | ast.Tuple) or is_text(side) for side in sides):
        yield from _exchanged("arithmetic exchanged", re.escape(found[0]), found[1], *sides, code)


def function_exchanged(place: Place, code: Code) -> Iterator[Edit]:
    """`min` becomes `max`, `any` becomes `all`."""
    match place.node:
        case ast.Call(func=ast.Name(id=name) as function) if name in NAMES:
            yield Edit("function exchanged", *code.span(function), NAMES[name])


def is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str | bytes)


def _exchanged(operator: str, old: str, new: str, left: ast.AST, right: ast.AST, code: Code) -> Iterator[Edit]:
    """Exchange the sign between two operands."""
    start, end = code.span(left)[1], code.span(right)[0]
    between = code.text[start:end]
    found = re.search(rf"(?<!\w){old}(?!\w)" if old[0].isalpha() else old, between)
    if found and "#" not in between:
        yield Edit(operator, start + found.start(), start + found.end(), new)


OPERATORS = (
    condition_negated,
    part_of_a_condition_dropped,
    and_or_exchanged,
    comparison_changed,
    arithmetic_exchanged,
    function_exchanged,
)
