"""Each operator changes what it says, in one place; what nobody can see is left out; a seed decides a sample."""

import ast
import difflib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keywords.basics.folders import REPOSITORY
from keywords.proof.mutants import making
from keywords.proof.mutants.mutant import Mutant
from keywords.proof.mutants.mutating import SUBJECTS

EVERY = making.mutants_in(REPOSITORY, SUBJECTS)


def changes(text: str, file: str = "pipeline/a.py") -> set[tuple[str, str]]:
    """Each mutant of a text that compiles: its operator, and the lines that it adds."""
    return {
        (each.operator, each.becomes) for each in making.mutants_of(file, text) if making.means_something_else(each)
    }


@pytest.mark.parametrize(
    ("operator", "text", "becomes"),
    [
        ("condition negated", "if a:\n    b()\n", "if (not (a)):"),
        ("condition negated", "if not a:\n    b()\n", "if (a):"),
        ("condition negated", "x = [y for y in z if y]\n", "x = [y for y in z if (not (y))]"),
        ("condition negated", "match x:\n    case y if y:\n        pass\n", "case y if (not (y)):"),
        ("part of a condition dropped", "x = a and b\n", "x = ((b))"),
        ("part of a condition dropped", "x = a and b\n", "x = ((a))"),
        ("and, or exchanged", "x = a or b\n", "x = ((a) and (b))"),
        ("boundary moved", "x = a < b\n", "x = a <= b"),
        ("boundary moved", "x = (a) >= (b)\n", "x = (a) > (b)"),
        ("boundary moved", "x = y[:n]\n", "x = y[:(n) + 1]"),
        ("boundary moved", "x = range(n)\n", "x = range((n) - 1)"),
        ("comparison turned", "x = a is not None\n", "x = a is None"),
        ("comparison turned", "x = a not in b\n", "x = a in b"),
        ("arithmetic exchanged", "x = a - b\n", "x = a + b"),
        ("function exchanged", "x = min(a, b)\n", "x = max(a, b)"),
        ("setting changed", "class Settings:\n    n: int = 25 * M\n", "n: int = 2 * (25 * M)"),
        ("setting changed", "class Settings:\n    n: bool = True\n", "n: bool = False"),
        ("default changed", "def f(a: int = 3) -> None:\n    g()\n", "def f(a: int = 4) -> None:"),
        ("constant changed", 'x = f("email_taken")\n', 'x = f("email_takenx")'),
        ("constant changed", "x = 1200\n", "x = 2400"),
        ("constant changed", "x = 404\n", "x = 405"),
        ("collection cut", "for x in y:\n    f(x)\n", "for x in list(y)[:-1]:"),
        ("collection reversed", "x = sorted(y)\n", "x = sorted(y)[::-1]"),
        ("member dropped", "x = {1: 2, 3: 4}\n", "x = {1: 2}"),
        ("statement deleted", "async def f():\n    await g()\n", "pass"),
        ("statement deleted", "self.a = 1\n", "pass"),
        ("exception swallowed", "try:\n    a()\nexcept E:\n    b()\n    raise\n", "pass"),
        ("exception let through", "try:\n    a()\nexcept (D, E):\n    pass\n", "except (D):"),
        ("exception let through", "with suppress(E):\n    a()\n", "with suppress():"),
        ("argument dropped", "f(a, b=1)\n", "f(a)"),
        ("argument dropped", "f(b=1, c=2)\n", "f(c=2)"),
        ("arguments swapped", "f(a, b)\n", "f(b, a)"),
        ("awaits reordered", "async def f():\n    await a()\n    await b()\n", "await b()"),
        ("return altered", "def f() -> bool:\n    return a\n", "return not (a)"),
        ("return altered", "def f() -> list[int]:\n    return a\n", "return []"),
        ("return altered", "def f() -> int | None:\n    return a\n", "return None"),
        ("call dropped", "x = y.lower()\n", "x = y"),
    ],
)
def test_an_operator_changes_what_it_says(operator: str, text: str, becomes: str) -> None:
    assert (operator, becomes) in changes(text)


@pytest.mark.parametrize(
    ("operator", "sql", "becomes"),
    [
        ("WHERE condition dropped", "SELECT a FROM b WHERE c AND d = $1", "SELECT a FROM b WHERE true AND d = $1"),
        (
            "WHERE condition dropped",
            "SELECT a FROM b WHERE c AND d = $1",
            "SELECT a FROM b WHERE c AND (d = $1 OR true)",
        ),
        ("WHERE condition dropped", "DELETE FROM b WHERE c BETWEEN 1 AND 2", "DELETE FROM b WHERE true"),
        ("WHERE condition dropped", "SELECT a FROM b WHERE c OR d LIMIT 1", "SELECT a FROM b WHERE true LIMIT 1"),
        ("comparison turned", "SELECT a FROM b WHERE c IS NULL", "SELECT a FROM b WHERE c IS NOT NULL"),
        ("comparison turned", "SELECT a FROM b WHERE c IS NOT NULL", "SELECT a FROM b WHERE c IS NULL"),
        ("boundary moved", "SELECT a FROM b WHERE c <= now()", "SELECT a FROM b WHERE c < now()"),
        ("ORDER BY turned", "SELECT a FROM b ORDER BY c, d LIMIT 2", "SELECT a FROM b ORDER BY c DESC, d LIMIT 2"),
        ("ORDER BY turned", "SELECT a FROM b ORDER BY c DESC", "SELECT a FROM b ORDER BY c"),
        ("join loosened", "SELECT a FROM b JOIN c USING (d)", "SELECT a FROM b LEFT JOIN c USING (d)"),
        ("join loosened", "SELECT a FROM b JOIN c ON c.d = b.d", "SELECT a FROM b JOIN c ON true"),
        ("join tightened", "SELECT a FROM b LEFT JOIN c USING (d)", "SELECT a FROM b JOIN c USING (d)"),
        ("interval changed", "SELECT now() - interval '1 day'", "SELECT now() - interval '2 day'"),
        ("interval changed", "SELECT now() + $3::interval", "SELECT now() + (2 * $3::interval)"),
        ("LIMIT changed", "SELECT a FROM b LIMIT $1", "SELECT a FROM b LIMIT $1 + 1"),
        ("fallback dropped", "SELECT coalesce(max(a), 0) FROM b", "SELECT coalesce(max(a)) FROM b"),
        ("member dropped", "SELECT a FROM b WHERE c IN ('d', 'e')", "SELECT a FROM b WHERE c IN ('d')"),
        ("DISTINCT dropped", "SELECT DISTINCT a FROM b", "SELECT  a FROM b"),
        ("lock dropped", "SELECT a FROM b FOR UPDATE SKIP LOCKED", "SELECT a FROM b "),
        ("lock changed", "SELECT a FROM b FOR UPDATE SKIP LOCKED", "SELECT a FROM b FOR UPDATE "),
        ("assignment dropped", "UPDATE a SET b = 1, c = $1", "UPDATE a SET c = $1"),
        ("columns swapped", "INSERT INTO a (b, c) VALUES ($1, $2)", "INSERT INTO a (c, b) VALUES ($1, $2)"),
        ("ON CONFLICT changed", "INSERT INTO a VALUES ($1) ON CONFLICT DO NOTHING", "INSERT INTO a VALUES ($1) "),
    ],
)
def test_sql_is_changed_alike_in_code_and_in_migrations(operator: str, sql: str, becomes: str) -> None:
    assert (operator, f'x = "{becomes}"') in changes(f'x = "{sql}"\n')
    assert (operator, f"{becomes.strip()};".replace(" ;", ";")) in {
        (name, line.replace(" ;", ";")) for name, line in changes(f"{sql};\n", "pipeline/a.sql")
    }


@pytest.mark.parametrize(
    ("operator", "sql", "becomes"),
    [
        ("index dropped", "CREATE INDEX ON a (b);", ""),
        ("constraint dropped", "CREATE UNIQUE INDEX c ON a (b);", ""),
        ("policy dropped", "CREATE POLICY own ON a USING (b);", ""),
        ("policy opened", "CREATE POLICY own ON a USING (b = (SELECT c()));", "CREATE POLICY own ON a USING (true);"),
        ("policy opened", "CREATE POLICY own ON a WITH CHECK (b);", "CREATE POLICY own ON a WITH CHECK (true);"),
        ("row-level security dropped", "ALTER TABLE a ENABLE ROW LEVEL SECURITY;", ""),
        ("right kept", "REVOKE UPDATE ON a FROM b;", ""),
        ("constraint dropped", "CREATE TABLE a (b text NOT NULL);", "CREATE TABLE a (b text );"),
        ("constraint dropped", "CREATE TABLE a (b text CHECK (b > 0));", "CREATE TABLE a (b text );"),
        ("constraint dropped", "CREATE TABLE a (b text, UNIQUE (b, c));", "CREATE TABLE a (b text);"),
        (
            "constraint dropped",
            "CREATE TABLE a (b int REFERENCES c ON DELETE CASCADE, d int);",
            "CREATE TABLE a (b int , d int);",
        ),
        (
            "constraint changed",
            "CREATE TABLE a (b int REFERENCES c ON DELETE CASCADE);",
            "CREATE TABLE a (b int REFERENCES c );",
        ),
    ],
)
def test_a_migration_promises_less(operator: str, sql: str, becomes: str) -> None:
    assert (operator, becomes) in changes(f"{sql}\n", "pipeline/a.sql")


@pytest.mark.parametrize(
    "text",
    [
        '"""Says 1 thing."""\n',
        "def f() -> None:\n    'Says 1 thing'\n",
        'log.info("taken", extra={"a": 1})\n',
        "assert a == 1\n",
        '__all__ = ["a", "b"]\n',
        "x: Literal['a', 1]\n",
        "def f(x: Literal['a', 1]) -> Literal[2]: ...\n",
        "if TYPE_CHECKING:\n    x = 1\n",
        'x = "for people to read"\n',
        'x = f"{1}"\n',
    ],
)
def test_what_no_user_can_see_is_left_out(text: str) -> None:
    assert changes(text) == set()


def test_what_a_field_accepts_is_changed_although_it_stands_in_an_annotation() -> None:
    assert ("constant changed", "x: Annotated[int, Field(ge=2)]") in changes("x: Annotated[int, Field(ge=1)]\n")


def test_a_text_that_only_looks_like_sql_is_none() -> None:
    assert changes('x = "where a user and a document meet"\n') == set()
    assert not {name for name, _ in changes('x = "a = NULL, b = NULL"\n')}  # a list of assignments is no condition


def test_holes_and_seams_of_sql_in_code_stay_whole() -> None:
    text = 'x = f"""\nUPDATE a SET b = 1\nWHERE {HELD} AND c = $3 RETURNING d\n"""\n'
    assert ("WHERE condition dropped", "WHERE ({HELD} OR true) AND c = $3 RETURNING d") in changes(text)
    seams = 'x = (\n    "SELECT a FROM b "\n    "WHERE c = $1 AND d"\n)\n'
    assert ("WHERE condition dropped", '"WHERE (c = $1 OR true) AND d"') in changes(seams)


# Over the pipeline


def test_every_operator_finds_something_to_change_in_the_pipeline() -> None:
    tables = {"of_python": making.OF_PYTHON, "of_queries": making.OF_QUERIES, "of_schemas": making.OF_SCHEMAS}
    assert all(tables.values())
    assert len({mutant.operator for mutant in EVERY}) >= 40


@given(seed=st.integers(0, 2**32), number=st.integers(1, 40))
@settings(max_examples=20, deadline=None)
def test_a_seed_decides_a_sample_and_a_larger_one_begins_with_it(seed: int, number: int) -> None:
    sample = making.sampled(EVERY, seed, number)
    assert sample == making.sampled(list(reversed(EVERY))[::-1], seed, number)
    assert making.sampled(EVERY, seed, number + 5)[:number] == sample
    assert len({(mutant.file, mutant.line) for mutant in sample}) == number


def test_two_seeds_draw_different_samples() -> None:
    one, other = (making.sampled(EVERY, seed, 30) for seed in (1, 2))
    assert {mutant.name for mutant in one} != {mutant.name for mutant in other}


@given(seed=st.integers(0, 2**32))
@settings(max_examples=20, deadline=None)
def test_every_mutant_is_small_compiles_and_means_something_else(seed: int) -> None:
    for mutant in making.sampled(EVERY, seed, 10):
        assert_small(mutant)
        if mutant.file.endswith(".py"):
            assert ast.dump(ast.parse(mutant.new)) != ast.dump(ast.parse(mutant.old))
        else:
            assert mutant.new.split() != mutant.old.split()


def assert_small(mutant: Mutant) -> None:
    """One place of the file is different, and the diff shows it."""
    matcher = difflib.SequenceMatcher(None, mutant.old.splitlines(), mutant.new.splitlines(), autojunk=False)
    changed = [block for block in matcher.get_opcodes() if block[0] != "equal"]
    first, last = min(block[1] for block in changed), max(block[2] for block in changed)
    assert first <= mutant.line <= last + 1
    assert last - first <= 40
    assert f"+++ b/{mutant.file}" in mutant.diff


def test_mutants_of_a_repository_without_the_place_are_none(tmp_path: Path) -> None:
    assert making.mutants_in(tmp_path, ["pipeline/api"]) == []
