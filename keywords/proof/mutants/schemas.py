"""Operators for migrations: what the database itself no longer promises."""

from collections.abc import Iterator

from keywords.proof.mutants.mutant import Edit
from keywords.proof.mutants.sql_text import Sql

WHOLE = {  # statements that a mutant leaves out, by their first words
    ("CREATE", "INDEX"): "index dropped",
    ("CREATE", "UNIQUE", "INDEX"): "constraint dropped",
    ("CREATE", "TRIGGER"): "trigger dropped",
    ("CREATE", "POLICY"): "policy dropped",
    ("REVOKE",): "right kept",
    ("GRANT",): "right dropped",
}
PROTECTED = ("ENABLE", "ROW", "LEVEL", "SECURITY")


def statements(sql: Sql) -> Iterator[tuple[int, int]]:
    """The places of each statement, its semicolon included. One within a body ends none."""
    first, within = 0, False
    for number, word in enumerate(sql.words):
        within ^= word.kind == "body"
        if word.text == ";" and not within:
            yield first, number + 1
            first = number + 1


def statement_dropped(sql: Sql) -> Iterator[Edit]:
    for first, end in statements(sql):
        for beginning, operator in WHOLE.items():
            if sql.after(first, *beginning):
                yield Edit(operator, *sql.span(first, end), "")
        if sql.after(end - 1 - len(PROTECTED), *PROTECTED):
            yield Edit("row-level security dropped", *sql.span(first, end), "")


def policy_opened(sql: Sql) -> Iterator[Edit]:
    """A policy lets everything pass."""
    for first, end in statements(sql):
        if not sql.after(first, "CREATE", "POLICY"):
            continue
        for number in range(first, end):
            opens = sql.after(number, "USING", "(") or (
                sql.after(number, "CHECK", "(") and sql.after(number - 1, "WITH")
            )
            if opens and not sql.after(number + 2, "TRUE", ")"):
                yield Edit("policy opened", *sql.span(number + 1, sql.closing(number + 1) + 1), "(true)")


def constraint_dropped(sql: Sql) -> Iterator[Edit]:
    """A part of a column, or a member of the table of its own."""
    for first, end in statements(sql):
        if sql.after(first, "CREATE", "TABLE") or sql.after(first, "CREATE", "DOMAIN") or sql.after(first, "ALTER"):
            for number in range(first, end):
                yield from _of_a_column(sql, number)
        if sql.after(first, "CREATE", "TABLE"):
            yield from _of_the_table(sql, first, end)


def _of_a_column(sql: Sql, number: int) -> Iterator[Edit]:
    if sql.after(number, "ON", "DELETE", "CASCADE"):
        yield Edit("constraint changed", *sql.span(number, number + 3), "")
    elif _begins_a_member(sql, number):
        return
    elif sql.after(number, "NOT", "NULL") and not sql.after(number - 1, "IS"):
        yield Edit("constraint dropped", *sql.span(number, number + 2), "")
    elif sql.after(number, "UNIQUE"):
        yield Edit("constraint dropped", *sql.span(number, number + 1), "")
    elif sql.after(number, "CHECK", "("):
        yield Edit("constraint dropped", *sql.span(number, sql.closing(number + 1) + 1), "")
    elif sql.after(number, "REFERENCES"):
        end = number + 5 if sql.after(number + 2, "ON", "DELETE", "CASCADE") else number + 2
        yield Edit("constraint dropped", *sql.span(number, end), "")


def _of_the_table(sql: Sql, first: int, end: int) -> Iterator[Edit]:
    opening = next((number for number in range(first, end) if sql.words[number].text == "("), None)
    if opening is None:
        return
    members = sql.split(opening + 1, sql.closing(opening), ",")
    for place, (begin, _) in enumerate(members):
        if sql.after(begin, "UNIQUE", "(") or sql.after(begin, "CHECK", "("):
            yield Edit("constraint dropped", *sql.without_member(members, place), "")


def _begins_a_member(sql: Sql, number: int) -> bool:
    return sql.words[number - 1].text in ("(", ",") and sql.words[number].upper in ("UNIQUE", "CHECK")


OPERATORS = (statement_dropped, policy_opened, constraint_dropped)
