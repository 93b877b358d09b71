"""Which checks a mutant meets, in which order, what came of it, and what is remembered."""

import io
import json
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from robot import running

from keywords.basics.commits import contents_of, files_of
from keywords.basics.folders import REPOSITORY
from keywords.basics.words import Verdict
from keywords.evidence.model import Evidence, Judgement, MadeOn
from keywords.proof.mutants import choosing, equivalent, making, told, unit_trial
from keywords.proof.mutants.choosing import Check
from keywords.proof.mutants.judges import TheUnitTests, checks_of, rooms
from keywords.proof.mutants.kept import Fate, Kept, Tried
from keywords.proof.mutants.mutating import Asked, Mutating
from keywords.proof.mutants.order import InThisOrder
from keywords.proof.mutants.tree import Tree
from keywords.proof.mutants.trial import judged
from keywords.proof.mutants.unbroken import ANYWHERE, Slice, Unbroken, seen
from keywords.proof.mutants.uses import Uses
from keywords.proof.one_run import Ran

BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
FILE = "pipeline/a.py"


def record(name: str, at: float, seconds: float = 1, verdict: Verdict = Verdict.PASS, **more: object) -> Evidence:
    given: dict[str, object] = {"kind": "check", "run": "r", "environment": "embedded", "id": f"check/{name}", **more}
    started = BEGAN + timedelta(seconds=at)
    finished = started + timedelta(seconds=seconds)
    return Evidence.model_validate(
        {"name": name, "started": started, "finished": finished, "verdict": verdict, **given}
    )


def part_of_time(stack: str, at: float, *lines: int) -> Slice:
    began = BEGAN.timestamp() + at
    return Slice(stack, began, began + 0.5, {FILE: lines})


# Which lines an experiment reached


def test_lines_belong_to_what_was_under_way_on_their_stack() -> None:
    made = [MadeOn(stack="lent")]
    records = [
        record("an outage", 0, 10, kind="experiment", id="experiment/an-outage", made_on=made),
        record("A Sentence", 2, made_on=[MadeOn(stack="own")]),
        record("A Row", 0, 10, Verdict.FAIL, rests_on=["experiment/an-outage"]),
    ]
    slices = [part_of_time("lent", 5, 1), part_of_time("own", 2.5, 2), part_of_time("own", 20, 3)]
    found = seen(records, slices)
    assert found.reached["an outage"] == {FILE: frozenset({1})}
    assert found.reached["A Sentence"] == {FILE: frozenset({2})}
    assert found.reached[ANYWHERE] == {FILE: frozenset({1, 2, 3})}
    assert found.seconds == {"an outage": 10, "A Sentence": 1}
    assert found.passed == {"A Sentence"}
    assert found.failed == {"A Row"}
    assert Unbroken.loaded(found.dumped()) == found


def test_a_constant_is_met_where_functions_use_it_or_what_is_made_with_it() -> None:
    one = 'HELD = "a = $1"\nADVANCE = f"UPDATE b SET c = 1 WHERE {HELD}"\n\n\ndef f():\n    return ADVANCE\n'
    other = "def g(settings):\n    return settings.most\n"
    settings = "class Settings:\n    most: int = 3\n    least: int = 4\n"
    uses = Uses.of([("one.py", one), ("other.py", other), ("settings.py", settings)])

    def places(file: str, text: str, line: int) -> set[tuple[str, tuple[int, int]]]:
        return uses.places_of(next(each for each in making.mutants_of(file, text) if each.line == line))

    assert places("one.py", one, 1) == {("one.py", (6, 6))}
    assert places("settings.py", settings, 2) == {("other.py", (2, 2))}
    assert places("settings.py", settings, 3) == set()


# Which checks come first

CHECKS = [
    Check("Slow", ("a batch",), failure=False),
    Check("Quick", ("Quick",), failure=False),
    Check("Elsewhere", ("one document",), failure=False),
    Check("Broken On Purpose", ("an outage",), failure=True),
    Check("New", ("nobody timed it",), failure=False),
    Check("Red Anyway", ("a batch",), failure=False),
]
KNOWN = Unbroken(
    {
        ANYWHERE: {FILE: frozenset({1, 2, 3})},
        "a batch": {FILE: frozenset({1, 2})},
        "Quick": {FILE: frozenset({1})},
        "one document": {FILE: frozenset({3})},
        "an outage": {FILE: frozenset({1})},
    },
    {"a batch": 9.0, "Quick": 1.0, "one document": 2.0, "an outage": 3.0},
    frozenset(),
    frozenset({"Red Anyway"}),
)


def test_only_checks_that_may_meet_the_line_run_and_those_of_fair_weather_come_first() -> None:
    at = {(FILE, (1, 1))}
    assert choosing.parts(CHECKS, at, KNOWN, {}) == [["Quick", "New", "Slow"], ["Broken On Purpose"]]
    assert choosing.parts(CHECKS, at, KNOWN, {}, fair_weather=True) == [["Quick", "New", "Slow"], []]


def test_a_check_that_caught_mutants_of_the_file_before_comes_first() -> None:
    assert choosing.parts(CHECKS, {(FILE, (1, 1))}, KNOWN, {"Slow": 2}) == [
        ["Slow", "Quick", "New"],
        ["Broken On Purpose"],
    ]


def test_a_line_that_no_experiment_ran_is_not_reached_and_an_unknown_place_is_met_by_all() -> None:
    assert choosing.parts(CHECKS, {(FILE, (7, 9))}, KNOWN, {}) is None
    assert choosing.parts(CHECKS, set(), KNOWN, {}) == [["Quick", "Elsewhere", "New", "Slow"], ["Broken On Purpose"]]


def test_robot_runs_the_parts_one_after_the_other_whatever_files_they_are_in(tmp_path: Path) -> None:
    suites = tmp_path / "suites"
    suites.mkdir()
    for name, checks in {"one": "ABC", "two": "DE"}.items():
        lines = [f"{check}\n    No Operation\n" for check in checks]
        (suites / f"{name}.robot").write_text("*** Test Cases ***\n" + "".join(lines))
    plan = tmp_path / "order.json"
    plan.write_text(json.dumps([["E", "B"], ["C", "D"]]))
    suite = running.TestSuite.from_file_system(suites)
    suite.visit(InThisOrder(str(plan)))
    output = tmp_path / "output.xml"
    result = suite.run(output=str(output), console="none")
    assert [test.name for test in result.suite.all_tests] == ["E", "B", "C", "D"]
    assert result.return_code == 0


# What came of it


def ran(**dossier: object) -> Ran:
    return Ran(dict(dossier), frozenset(), 7.26)


def test_the_first_check_that_fails_has_caught_the_mutant() -> None:
    wrong = Judgement(observation="stages", expected="== 4", observed="3", verdict=Verdict.FAIL)
    first = record("First", 2, verdict=Verdict.FAIL, reasons=["3 != 4"], judgements=[wrong])
    found = judged([record("Later", 5, verdict=Verdict.FAIL), first], {"First", "Later"}, ran())
    assert (found.fate, found.red, found.because, found.seconds) == (Fate.CAUGHT, "First", "3 != 4", 7.3)


def test_a_check_that_broke_down_has_noticed_the_mutant_and_the_report_says_so() -> None:
    found = judged([record("First", 2, verdict=Verdict.FAIL, reasons=["it answered 500"])], {"First"}, ran())
    assert (found.fate, found.because) == (Fate.CAUGHT, "broke down: it answered 500")
    assert "caught 1, 1 of them because a check broke down" in told.report(
        [tried("a", found.fate, because=found.because)], 1
    )


@pytest.mark.parametrize(
    ("records", "dossier", "fate"),
    [
        ([record("One", 0)], {}, Fate.SURVIVED),
        ([record("One", 0), record("Always Open", 1, verdict=Verdict.INCONCLUSIVE)], {}, Fate.SURVIVED),
        ([record("One", 0, verdict=Verdict.INCONCLUSIVE, reasons=["busy"])], {}, Fate.INCONCLUSIVE),
        ([], {}, Fate.INCONCLUSIVE),
        ([record("One", 0, verdict=Verdict.INCONCLUSIVE, reasons=["it did not start: x"])], {}, Fate.BROKEN),
        (
            [record("One", 0, verdict=Verdict.FAIL, reasons=["Parent suite setup failed: it did not start"])],
            {},
            Fate.BROKEN,
        ),
        ([], {"reasons": ["the embedded pipeline did not start: x"]}, Fate.BROKEN),
    ],
)
def test_a_mutant_survives_only_if_every_check_that_ought_to_pass_does(
    records: list[Evidence], dossier: dict[str, object], fate: Fate
) -> None:
    assert judged(records, {"One"}, ran(**dossier)).fate is fate


# Memory


def tried(name: str, verdict: Fate, **more: object) -> Tried:
    given: dict[str, Any] = {"seed": 1, "operator": "o", "file": FILE, "line": 1, "diff": "d", **more}
    return Tried(name=name, verdict=verdict, **given)


def test_what_came_of_a_mutant_is_kept_by_the_state_of_the_repository(tmp_path: Path) -> None:
    one, other = (Kept(tmp_path / "proof.sqlite", state) for state in ("one", "other"))
    caught = tried("m", Fate.CAUGHT, red="Holds", because="3 != 4", seconds=7.5, when="now")
    one.keep(caught)
    one.keep_unbroken(KNOWN)
    assert (one.known(), one.unbroken()) == ({"m": caught}, KNOWN)
    assert (other.known(), other.unbroken()) == ({}, None)
    one.keep(tried("n", Fate.CAUGHT, file="pipeline/b.py", red="Holds, Too"))
    one.keep(tried("o", Fate.CAUGHT, file="pipeline/api/a.py", red="Elsewhere"))
    assert other.red_before(FILE) == {"Holds": 10, "Holds, Too": 1, "Elsewhere": 1}
    assert other.red_before("pipeline/api/a.py") == {"Elsewhere": 10}


def test_a_survivor_of_fair_weather_is_tried_again_when_all_is_asked_for(tmp_path: Path) -> None:
    kept = Kept(tmp_path / "proof.sqlite", "one")
    kept.keep(tried("m", Fate.SURVIVED, fair_weather=True))
    kept.keep(tried("n", Fate.CAUGHT, fair_weather=True))
    assert set(kept.known()) == {"n"}
    assert set(kept.known(fair_weather=True)) == {"m", "n"}


def test_known_mutants_run_no_suite_and_count_for_another_seed(tmp_path: Path) -> None:
    kept = Kept(tmp_path / "proof.sqlite", "one")
    mutant = making.mutants_of(FILE, "x = 1\n")[0]
    kept.keep(tried(mutant.name, Fate.CAUGHT))
    found = Mutating(Asked(2, 1), kept, TheUnitTests([]), io.StringIO()).carry_out([mutant])
    assert [(each.seed, each.verdict) for each in found] == [(2, Fate.CAUGHT)]


# The suite's own judgement


def test_what_the_unit_tests_said_of_a_mutant() -> None:
    red = "F\nFAILED tests/keywords/a/test_a.py::test_b - assert 1 == 2\n!!! stopping after 1 failures !!!\n1 failed\n"
    found = unit_trial.judged(1, red, 2.0)
    assert (found.fate, found.red) == (Fate.CAUGHT, "tests/keywords/a/test_a.py::test_b")
    assert found.because == "assert 1 == 2"
    assert unit_trial.judged(0, "3 passed in 0.1s\n", 2.0).fate is Fate.SURVIVED
    assert unit_trial.judged(2, "1 error in 0.1s\n", 2.0).fate is Fate.BROKEN


def test_a_mutant_of_the_suite_meets_the_unit_tests_of_its_room(tmp_path: Path) -> None:
    file, test = "keywords/room/a.py", tmp_path / "tests/keywords/room/test_a.py"
    tree = Tree(tmp_path)
    assert unit_trial.units("tests/keywords/room", tree).fate is Fate.INCONCLUSIVE
    for path in (tmp_path / file, test):
        path.parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / file).write_text("A = 1\nB = 5\n")
    test.write_text("from keywords.room.a import A\n\n\ndef test_a():\n    assert A == 1\n")
    told_apart = {each.line: unit_trial.tried(each, tree) for each in making.mutants_of(file, "A = 1\nB = 5\n")}
    assert {line: found.fate for line, found in told_apart.items()} == {1: Fate.CAUGHT, 2: Fate.SURVIVED}
    assert told_apart[1].red.endswith("test_a.py::test_a")


def test_a_call_changes_the_pipeline_or_the_suite() -> None:
    assert rooms(["pipeline/api", "pipeline/settings.py"]) == {"pipeline"}
    assert rooms(["keywords/history", "pipeline"]) == {"keywords", "pipeline"}


# The tree


def test_a_tree_holds_one_change_at_a_time(tmp_path: Path) -> None:
    tree = Tree(tmp_path)
    file = tmp_path / FILE
    file.parent.mkdir()
    file.write_text("x = 1\n")
    mutant = making.mutants_of(FILE, "x = 1\n")[0]
    with tree.changed(mutant):
        assert file.read_text() == mutant.new
    assert file.read_text() == "x = 1\n"


def test_a_copy_has_what_a_run_needs(tmp_path: Path) -> None:
    tree = Tree.copied(tmp_path / "copy")
    for name in ("pipeline", "keywords", "resources", "suites", "variables"):
        assert (tree.folder / name).is_dir()
    assert not (tree.folder / ".git").exists()


# The report


def test_the_report_gives_the_rate_by_subject_and_shows_survivors() -> None:
    found = [
        tried("a", Fate.CAUGHT, file="pipeline/api/tokens.py", seconds=10.0),
        tried("b", Fate.CAUGHT, file="pipeline/api/live.py", seconds=20.0),
        tried("c", Fate.SURVIVED, file="pipeline/worker/queue.py", because="9 checks passed"),
        tried("d", Fate.NOT_REACHED, file="pipeline/worker/queue.py"),
        tried("e", Fate.EQUIVALENT, file="pipeline/worker/queue.py"),
    ]
    said = told.report(found, 7)
    rows = {line.split()[0]: line.split() for line in said.splitlines() if line}
    assert rows["api"][1:] == ["2", "2", "0", "0", "0", "0", "0", "100", "%", "22", "to", "100", "%"]
    assert rows["all"][1:10] == ["5", "2", "1", "1", "0", "0", "1", "67", "%"]
    assert "median 15, longest 20" in said
    assert "survived: c (9 checks passed)" in said
    assert told.rate(found) == (2, 3)


# Equivalent mutants


def test_every_equivalent_mutant_still_applies_and_says_why() -> None:
    for each in equivalent.equivalents():
        text = (REPOSITORY / each.file).read_text(encoding="utf-8")
        assert any(each.fits(mutant) for mutant in making.mutants_of(each.file, text)), f"does not apply: {each}"
        assert len(each.because.split()) > 4


def test_a_mutant_is_equivalent_only_where_its_line_is_the_one_that_was_read(tmp_path: Path) -> None:
    file = tmp_path / "equivalent.yaml"
    file.write_text(
        f"equivalent: [{{file: {FILE}, operator: constant changed, line: x = 1, becomes: x = 2, "
        "because: Nobody reads x.}]"
    )
    known = equivalent.equivalents(file)

    def why(text: str) -> str:
        mutant = next(m for m in making.mutants_of(FILE, text) if m.operator == "constant changed")
        return equivalent.reason(mutant, known)

    assert why("x = 1\n") == "Nobody reads x."
    assert why("\n\nx = 1\n") == "Nobody reads x."
    assert why("x = 3\n") == ""


def test_the_checks_of_the_repository_are_told_apart() -> None:
    from keywords import experiments  # imported here: it reads the whole vocabulary

    found = {check.name: check for check in checks_of(experiments.catalogue())}
    assert len(found) > 200
    assert any(check.failure for check in found.values())
    assert any(not check.failure for check in found.values())


def test_the_name_of_a_mutant_is_that_of_its_change() -> None:
    one, other = (making.mutants_of(FILE, text)[0] for text in ("x = 1\n", "x = 2\n"))
    assert one.name != other.name
    assert one.name == making.mutants_of(FILE, "x = 1\n")[0].name
    assert (one.subject, one.was, one.becomes) == ("a", "x = 1", "x = 2")


def test_two_commits_with_the_same_files_are_one_state(tmp_path: Path) -> None:
    def git(*words: str) -> None:
        who = ["-c", "user.name=A Person", "-c", "user.email=person@example.com"]
        subprocess.run(["git", *who, "-C", str(tmp_path), *words], check=True, capture_output=True)

    git("init")
    (tmp_path / "pipeline").mkdir()
    (tmp_path / "pipeline" / "one.py").write_text("1")
    before = contents_of(tmp_path, ["pipeline"])
    git("add", ".")
    git("commit", "-m", "first")
    (tmp_path / "README.md").write_text("beside the point")
    assert contents_of(tmp_path, ["pipeline"]) == before
    assert files_of(tmp_path) == ["README.md", "pipeline/one.py"]
    (tmp_path / "pipeline" / "two.py").write_text("2")
    assert contents_of(tmp_path, ["pipeline"]) != before
    assert contents_of(tmp_path, ["pipeline", ":(exclude)pipeline/two.py"]) == before
