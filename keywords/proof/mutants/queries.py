"""Operators for the SQL of queries, in Python files and in the functions of migrations."""

import re
from collections.abc import Iterator
from itertools import pairwise

from keywords.proof.mutants.mutant import Edit
from keywords.proof.mutants.sql_text import (
    END_OF_CONDITION,
    END_OF_ORDER,
    END_OF_SET,
    Sql,
    fixes_a_type,
    is_condition,
)

BOUNDARIES = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
FUNCTIONS = {"min": "max", "max": "min", "least": "greatest", "greatest": "least"}


def conditions(sql: Sql) -> Iterator[tuple[str, int, int]]:
    """Every condition: whether rows are chosen or joined by it, and its places."""
    if is_condition(sql.text[sql.start : sql.end]) and len(sql.split(0, len(sql.words), ",")) == 1:
        yield "WHERE condition dropped", 0, len(sql.words)
    for number, word in enumerate(sql.words):
        joined = word.upper == "ON" and any(each.upper == "JOIN" for each in sql.words[max(0, number - 5) : number])
        if word.upper in ("WHERE", "HAVING") or joined:
            end = sql.until(number + 1, lambda each: each.upper in END_OF_CONDITION)
            if end > number + 1:
                yield "join loosened" if joined else "WHERE condition dropped", number + 1, end


def condition_dropped(sql: Sql) -> Iterator[Edit]:
    for operator, first, end in conditions(sql):
        either = len(sql.split(first, end, "OR")) > 1
        for begin, stop in [(first, end)] if either else sql.split(first, end, "AND"):
            if begin < stop:
                part = sql.of(begin, stop)
                yield Edit(operator, *sql.span(begin, stop), f"({part} OR true)" if fixes_a_type(part) else "true")


def comparison_changed(sql: Sql) -> Iterator[Edit]:
    for _, first, end in conditions(sql):
        for number in range(first, end):
            word = sql.words[number]
            if word.text in ("=", "<>"):
                yield Edit("comparison turned", word.start, word.end, "<>" if word.text == "=" else "=")
            elif sql.after(number, "IS", "NULL"):
                yield Edit("comparison turned", word.start, word.end, "IS NOT")
            elif sql.after(number, "IS", "NOT", "NULL"):
                yield Edit("comparison turned", *sql.span(number, number + 2), "IS")
    for word in sql.words:
        if word.kind == "sign" and word.text in BOUNDARIES:
            yield Edit("boundary moved", word.start, word.end, BOUNDARIES[word.text])


def order_turned(sql: Sql) -> Iterator[Edit]:
    for number in sql.positions("ORDER", "BY"):
        end = sql.until(number + 2, lambda each: each.upper in END_OF_ORDER)
        for first, stop in sql.split(number + 2, end, ","):
            last = sql.words[stop - 1]
            if last.upper in ("DESC", "ASC") and stop - first > 1:
                other = "" if last.upper == "DESC" else " DESC"
                yield Edit("ORDER BY turned", sql.words[stop - 2].end, last.end, other)
            elif last.kind != "hole":
                yield Edit("ORDER BY turned", last.end, last.end, " DESC")


def join_changed(sql: Sql) -> Iterator[Edit]:
    for number in sql.positions("JOIN"):
        word = sql.words[number]
        before = sql.words[number - 1] if number else word
        if before.upper == "LEFT":
            yield Edit("join tightened", before.start, word.end, "JOIN")
        elif before.upper not in ("CROSS", "INNER", "RIGHT", "FULL", "OUTER"):
            yield Edit("join loosened", word.start, word.end, "LEFT JOIN")


def amount_changed(sql: Sql) -> Iterator[Edit]:
    """An interval twice as long, one row more, another number."""
    for number, word in enumerate(sql.words):
        after = sql.words[number + 1] if number + 1 < len(sql.words) else word
        if sql.after(number + 1, "::", "INTERVAL") and word.kind == "parameter":
            yield Edit("interval changed", *sql.span(number, number + 3), f"(2 * {sql.of(number, number + 3)})")
        elif word.upper == "INTERVAL" and after.kind == "text" and (found := re.search(r"\d+", after.text)):
            start = after.start + found.start()
            yield Edit("interval changed", start, start + len(found[0]), str(2 * int(found[0])))
        elif (
            word.upper in ("LIMIT", "OFFSET")
            and after.kind in ("parameter", "number")
            and not sql.after(number + 2, "*")
        ):
            yield Edit("LIMIT changed", after.start, after.end, f"{after.text} + 1")
        elif word.kind == "number" and sql.words[number - 1].upper not in ("LIMIT", "OFFSET"):
            yield Edit("constant changed", word.start, word.end, str(int(float(word.text)) + 1))
        elif word.text in ("+", "-") and word.kind == "sign":
            yield Edit("arithmetic exchanged", word.start, word.end, "-" if word.text == "+" else "+")


def function_changed(sql: Sql) -> Iterator[Edit]:
    for number, word in enumerate(sql.words):
        if word.text in FUNCTIONS and sql.after(number + 1, "("):
            yield Edit("function exchanged", word.start, word.end, FUNCTIONS[word.text])
        if word.text == "coalesce" and sql.after(number + 1, "("):
            members = sql.split(number + 2, sql.closing(number + 1), ",")
            if len(members) == 2 and not re.search(r"\$\d", sql.of(*members[1])):
                yield Edit("fallback dropped", *sql.without_member(members, 1), "")
        if word.upper == "IN" and sql.after(number + 1, "("):
            members = sql.split(number + 2, sql.closing(number + 1), ",")
            if len(members) > 1 and all(stop - first == 1 for first, stop in members):
                yield Edit("member dropped", *sql.without_member(members, len(members) - 1), "")
        if word.upper == "DISTINCT":
            yield Edit("DISTINCT dropped", word.start, word.end, "")


def lock_dropped(sql: Sql) -> Iterator[Edit]:
    for number in sql.positions("FOR", "UPDATE"):
        end = sql.until(number, lambda each: each.upper in ("LIMIT", "RETURNING", "UNION"))
        if not sql.after(number - 1, "KEY") and end - number <= 6:
            yield Edit("lock dropped", *sql.span(number, end), "")
    for number in sql.positions("SKIP", "LOCKED"):
        yield Edit("lock changed", *sql.span(number, number + 2), "")


def assignment_dropped(sql: Sql) -> Iterator[Edit]:
    for number in sql.positions("SET"):
        if sql.after(number + 1, "LOCAL") or sql.after(number + 1, "STORAGE") or sql.after(number + 2, "=") is False:
            continue
        end = sql.until(number + 1, lambda each: each.upper in END_OF_SET)
        members = sql.split(number + 1, end, ",")
        for place, (first, stop) in enumerate(members) if len(members) > 1 else ():
            if not re.search(r"\$\d", sql.of(first, stop)):
                yield Edit("assignment dropped", *sql.without_member(members, place), "")


def columns_swapped(sql: Sql) -> Iterator[Edit]:
    """Two columns that stand side by side in what is inserted."""
    for number in sql.positions("INSERT", "INTO"):
        if not sql.after(number + 3, "("):
            continue
        members = sql.split(number + 4, sql.closing(number + 3), ",")
        for (first, stop), (begin, end) in pairwise(members):
            if stop - first == 1 and end - begin == 1 and sql.words[first].kind == sql.words[begin].kind == "word":
                one, other = sql.words[first], sql.words[begin]
                between = sql.text[one.end : other.start]
                yield Edit("columns swapped", one.start, other.end, f"{other.text}{between}{one.text}")


def conflict_changed(sql: Sql) -> Iterator[Edit]:
    for number in sql.positions("ON", "CONFLICT"):
        do = next((place for place in sql.positions("DO") if place > number), None)
        if do is None:
            continue
        if sql.after(do + 1, "NOTHING"):
            yield Edit("ON CONFLICT changed", *sql.span(number, do + 2), "")
        elif sql.after(do + 1, "UPDATE"):
            end = sql.until(do, lambda each: each.upper == "RETURNING")
            if not fixes_a_type(sql.of(do, end)):
                yield Edit("ON CONFLICT changed", *sql.span(do, end), "DO NOTHING")


OPERATORS = (
    condition_dropped,
    comparison_changed,
    order_turned,
    join_changed,
    amount_changed,
    function_changed,
    lock_dropped,
    assignment_dropped,
    columns_swapped,
    conflict_changed,
)
