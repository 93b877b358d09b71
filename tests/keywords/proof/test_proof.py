"""The runner of seeded defects: its judgement, its memory, how a defect gets in, and one real one from end to end."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from robot.utils import MultiMatcher

from keywords.basics.commits import commit_of
from keywords.proof import defects, one_run
from keywords.proof import hook as proof_hook
from keywords.proof import proving as proof
from keywords.proof.defects import Defect
from keywords.proof.one_run import Ran
from keywords.proof.proving import Plan
from keywords.proof.report import at_most, interval, table, unbroken_line
from keywords.proof.store import Outcome, Proof, Store
from keywords.running import checks

DEFECT = Defect("broken", Path("broken.py"), "All is broken.", ("P9-2.1", "P4-7.2"), "data", (), ("worker",), "target")
REACHED = frozenset(("applied-worker-1", "reached-worker-1"))


def dossier(decision: str, red: tuple[str, ...] = (), **counts: int) -> dict[str, Any]:
    lines = [
        {"id": name, "verdict": "fail" if name in red else "pass", "rehearsal": None, "checks": ["check"]}
        for name in ("P9-2.1", "P4-7.2", "P9-1.1")
    ]
    return {"decision": decision, "requirements": lines, "checks": {"planned": 3, "passed": 3, "failed": 0, **counts}}


# Judgement


@pytest.mark.parametrize(
    ("decision", "failed", "outcome"),
    [
        ("NO-GO", ("P9-2.1", "P4-7.2"), Outcome.CAUGHT),
        ("NO-GO", ("P9-2.1",), Outcome.WRONG_REASON),
        ("NO-GO", ("P9-1.1",), Outcome.WRONG_REASON),
        ("HOLD", (), Outcome.MISSED),
        ("HOLD", ("P9-2.1", "P4-7.2"), Outcome.MISSED),
        ("GO", (), Outcome.MISSED),
    ],
)
def test_a_defect_is_caught_only_at_all_that_it_names(decision: str, failed: tuple[str, ...], outcome: Outcome) -> None:
    assert one_run.judge_broken(DEFECT, Ran(dossier(decision, failed), REACHED, 1)) is outcome


def test_a_defect_whose_code_was_never_called_is_neither_caught_nor_missed() -> None:
    red = dossier("NO-GO", ("P9-2.1", "P4-7.2"))
    assert one_run.judge_broken(DEFECT, Ran(red, frozenset(["applied-worker-1"]), 1)) is Outcome.NOT_REACHED
    assert one_run.judge_broken(DEFECT, Ran({}, frozenset(), 1)) is Outcome.NOT_REACHED


def test_a_run_without_a_dossier_has_missed_the_defect() -> None:
    assert one_run.judge_broken(DEFECT, Ran({}, REACHED, 1)) is Outcome.MISSED


def test_a_failed_rehearsal_is_red_and_unchecked_requirements_are_left_out() -> None:
    lines = [
        {"id": "P3-5.1", "verdict": "not applicable", "rehearsal": "fail", "checks": ["check"]},
        {"id": "P3-5.2", "verdict": "not applicable", "rehearsal": "pass", "checks": ["check"]},
        {"id": "P9-2.1", "verdict": "not covered", "rehearsal": None, "checks": []},
    ]
    assert one_run.verdicts({"requirements": lines}) == {"P3-5.1": "fail", "P3-5.2": "pass"}


@pytest.mark.parametrize(
    ("seen", "outcome"),
    [
        (dossier("HOLD"), Outcome.PASSED),
        (dossier("NO-GO", ("P9-2.1",), passed=2, failed=1), Outcome.FALSE_ALARM),
        (dossier("HOLD", passed=2, inconclusive=1), Outcome.NO_VERDICT),
        (dossier("HOLD", planned=0, passed=0), Outcome.NO_VERDICT),
        ({}, Outcome.NO_VERDICT),
    ],
)
def test_the_unbroken_pipeline_passes_only_when_every_check_does(seen: dict[str, Any], outcome: Outcome) -> None:
    assert one_run.judge_unbroken(Ran(seen, frozenset(), 1)) is outcome


# Figures


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [(0, 10, 0, 0.2589), (0, 100, 0, 0.0295), (1, 10, 0.0025, 0.4450), (5, 10, 0.1871, 0.8129), (10, 10, 0.7411, 1)],
)
def test_intervals_are_those_of_the_tables(hits: int, n: int, low: float, high: float) -> None:
    assert interval(hits, n) == pytest.approx((low, high), abs=1e-4)


@given(st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_an_interval_holds_its_share_and_leaves_the_doubt_outside(share: tuple[int, int]) -> None:
    hits, n = share
    low, high = interval(hits, n)
    assert 0 <= low <= hits / n <= high <= 1
    assert interval(n - hits, n) == pytest.approx((1 - high, 1 - low), abs=1e-9)
    if hits < n:
        assert at_most(hits, n, high) == pytest.approx(0.05 if hits == 0 else 0.025, abs=1e-9)


def test_a_share_of_nothing_is_none() -> None:
    with pytest.raises(ValueError, match="no share"):
        interval(0, 0)


def test_the_report_names_what_turned_red_and_how_often_the_unbroken_pipeline_failed() -> None:
    seen = Proof("broken", Outcome.WRONG_REASON, "NO-GO", {"P9-1.1": "fail", "P9-2.1": "pass"}, (), 7.25)
    told = table([(("P9-2.1",), seen)])
    assert "broken" in told
    assert "caught for the wrong reason  P9-2.1         P9-1.1      7.2" in told
    assert told.endswith("caught 0 of 1")
    line = unbroken_line([Outcome.PASSED] * 9 + [Outcome.FALSE_ALARM, Outcome.NO_VERDICT])
    assert line.startswith("unbroken: passed 9 of 11, 1 without a verdict; false alarms 1 of 10 (0.3 % to 44.5 %")
    assert unbroken_line([]) == "unbroken: passed 0 of 0"


# Memory


def test_the_store_keeps_a_run_by_commit_and_name(tmp_path: Path) -> None:
    first, second = (Store(tmp_path / "results" / "proof.sqlite", commit) for commit in ("one", "two"))
    kept = Proof("broken", Outcome.MISSED, "HOLD", {"P9-2.1": "pass"}, ("Holds",), 7.5, "2026-01-01T00:00:00+00:00")
    first.keep(kept)
    assert first.known() == {"broken": kept}
    assert second.known() == {}
    first.keep(caught := Proof("broken", Outcome.CAUGHT, "NO-GO", {"P9-2.1": "fail"}, (), 7, "later"))
    assert Store(tmp_path / "results" / "proof.sqlite", "one").known() == {"broken": caught}


def test_what_is_known_is_not_run_again(tmp_path: Path) -> None:
    store, told = Store(tmp_path / "proof.sqlite", "one"), io.StringIO()
    store.keep(Proof("broken", Outcome.CAUGHT, "NO-GO"))
    store.keep(Proof("unbroken 1", Outcome.PASSED, "HOLD"))
    assert proof.prove(Plan([DEFECT], 1), store, told)
    store.keep(Proof("unbroken 1", Outcome.NO_VERDICT, "HOLD"))
    assert not proof.prove(Plan([DEFECT], 1), store, told)
    store.keep(Proof("broken", Outcome.NOT_REACHED, "NO-GO"))
    assert not proof.prove(Plan([DEFECT], 0), store, told)


def test_a_check_that_no_defect_has_turned_red_is_named_and_the_proof_is_not_whole(tmp_path: Path) -> None:
    store, told = Store(tmp_path / "proof.sqlite", "one"), io.StringIO()
    store.keep(Proof("broken", Outcome.CAUGHT, "NO-GO", red=("Can Fail",)))
    assert proof.prove(Plan([DEFECT], 0, checks=["Can Fail"]), store, told)
    assert not proof.prove(Plan([DEFECT], 0, checks=["Can Fail", "Cannot Fail"]), store, told)
    assert "checks that a defect has turned red: 1 of 2\n  never red: Cannot Fail" in told.getvalue()


def test_only_a_check_that_saw_what_contradicts_it_counts_as_turned_red(tmp_path: Path) -> None:
    folder = tmp_path / "evidence" / "check"
    folder.mkdir(parents=True)
    for name, verdicts in {"Contradicted": ["pass", "fail"], "Broken Down": [], "Open": ["inconclusive"]}.items():
        record = {"name": name, "verdict": "fail", "judgements": [{"verdict": verdict} for verdict in verdicts]}
        (folder / f"{name}.json").write_text(json.dumps(record))
    assert one_run.contradicted(tmp_path) == ("Contradicted",)


def test_a_change_of_what_is_judged_is_another_commit(tmp_path: Path) -> None:
    def git(*words: str) -> None:
        who = ["-c", "user.name=A Person", "-c", "user.email=person@example.com"]
        subprocess.run(["git", *who, "-C", str(tmp_path), *words], check=True, capture_output=True)

    (tmp_path / "pipeline").mkdir()
    (tmp_path / "pipeline" / "one.py").write_text("1")
    git("init")
    git("add", ".")
    git("commit", "-m", "first")
    clean = commit_of(tmp_path, ["pipeline"])
    (tmp_path / "README.md").write_text("beside the point")
    assert commit_of(tmp_path, ["pipeline"]) == clean
    (tmp_path / "pipeline" / "one.py").write_text("2")
    changed = commit_of(tmp_path, ["pipeline"])
    (tmp_path / "pipeline" / "two.py").write_text("2")
    added = commit_of(tmp_path, ["pipeline"])
    assert changed.startswith(f"{clean}+")
    assert len({clean, changed, added}) == 3


# Defect files


def test_every_defect_of_the_repository_is_well_formed() -> None:
    found = defects.defects()
    assert len(found) >= 12
    assert [d.name for d in defects.defects(of_field="security")] == [d.name for d in found if d.field == "security"]
    assert [d.name for d in defects.defects("page_2_lost")] == ["page_2_lost"]


def test_every_check_that_a_defect_names_is_there() -> None:
    names = [test.name for test in checks.read().all_tests]
    wanted = [(defect.name, name) for defect in defects.defects() for name in defect.selection]
    assert wanted
    assert [pair for pair in wanted if not MultiMatcher([pair[1]]).match_any(names)] == []


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        (("REQUIREMENTS", "WHATEVER"), "REQUIREMENTS"),
        (("P9-2.1", "P9-99.9"), "no requirement 'P9-99.9'"),
        (("def apply", "def another"), "has apply"),
        (('"""All is broken."""', ""), "says what breaks"),
        (('("No Planted Fact Is Lost In Parsing",)', '("No Planted Fact Is Lost In Parsing")'), "SELECTION is a tuple"),
        (('"No Planted Fact Is Lost In Parsing",', ""), "SELECTION is a tuple"),
    ],
)
def test_a_defect_file_that_lacks_something_is_refused(tmp_path: Path, changed: tuple[str, str], problem: str) -> None:
    (tmp_path / "broken.py").write_text(TINY_DEFECT.replace(*changed))
    with pytest.raises(defects.DefectFileError, match=problem):
        defects.read(tmp_path / "broken.py")


def test_a_name_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(defects.DefectFileError, match="page_2_lost"):
        defects.defects("page_3_lost")


def test_all_that_the_chosen_experiments_show_is_looked_at() -> None:
    suite = checks.read([checks.SUITES / "phase_9"])
    spoken_of = {test.name: checks.experiments_of(test) for test in suite.all_tests}
    name, (experiment,) = next((name, found) for name, found in spoken_of.items() if len(found) == 1)
    wide = proof.widened([name], suite)
    assert wide[::2] == (proof.BY_NAME,) * (len(wide) // 2)
    assert set(wide[1::2]) == {other for other, found in spoken_of.items() if experiment in found}
    alone = next(name for name, found in spoken_of.items() if not found)  # it reads no experiment
    assert proof.widened([alone], suite) == (proof.BY_NAME, alone)


# How a defect gets in

TINY_DEFECT = '''"""All is broken."""

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-2.1",)
FIELD = "data"
SELECTION = ("No Planted Fact Is Lost In Parsing",)
SERVICES = ("worker",)
MODULE = "pipeline.target"


def apply():
    from pipeline import target

    replace(target, "answer", lambda: "broken")
'''
TINY_PIPELINE = {
    "__init__.py": "",
    "target.py": 'def answer():\n    return "whole"\n',
    "__main__.py": 'import sys\nfrom pipeline.target import answer\nprint("" if "quietly" in sys.argv else answer())',
}


def child(tmp_path: Path, defect: str, *command: str) -> tuple[subprocess.CompletedProcess[str], set[str]]:
    """A tiny pipeline's process with the defect on its path: what it did, and which marks were left."""
    package = tmp_path / "tiny" / "pipeline"
    package.mkdir(parents=True)
    for name, text in TINY_PIPELINE.items():
        (package / name).write_text(text)
    (tmp_path / "broken.py").write_text(defect)
    outside = tmp_path / "outside"
    outside.mkdir()
    variables = one_run.variables(outside, defects.read(tmp_path / "broken.py"))
    ran = subprocess.run(
        [sys.executable, *command], cwd=package.parent, env={**os.environ, **variables}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    return ran, {mark.name.rpartition("-")[0] for mark in (outside / "marks").iterdir()}


def test_the_service_that_it_names_is_broken(tmp_path: Path) -> None:
    ran, marks = child(tmp_path, TINY_DEFECT, "-m", "pipeline", "run", "worker")
    assert ran.stdout.strip() == "broken"
    assert marks == {"applied-worker", "reached-worker"}


def test_the_command_that_starts_a_stack_is_broken_where_a_defect_names_it(tmp_path: Path) -> None:
    ran, marks = child(tmp_path, TINY_DEFECT.replace('"worker"', '"stack"'), "-m", "pipeline", "up", "--detach")
    assert ran.stdout.strip() == "broken"
    assert marks == {"applied-stack", "reached-stack"}


@pytest.mark.parametrize(
    "command",
    [("-m", "pipeline", "run", "api"), ("-m", "pipeline", "up"), ("-m", "pipeline"), ("-m", "pipeline.__main__")],
)
def test_every_other_process_stays_whole(tmp_path: Path, command: tuple[str, ...]) -> None:
    ran, marks = child(tmp_path, TINY_DEFECT, *command)
    assert ran.stdout.strip() == "whole"
    assert marks == set()


def test_a_defect_that_is_applied_but_never_reached_is_told_apart(tmp_path: Path) -> None:
    ran, marks = child(tmp_path, TINY_DEFECT, "-m", "pipeline", "run", "worker", "quietly")
    assert ran.returncode == 0
    assert marks == {"applied-worker"}


def test_a_defect_that_cannot_be_applied_stops_the_service_and_says_so(tmp_path: Path) -> None:
    defect = TINY_DEFECT.replace("from pipeline import target", "from pipeline import nothing_of_this_name")
    ran, marks = child(tmp_path, defect, "-m", "pipeline", "run", "worker")
    assert "nothing_of_this_name" in ran.stderr
    assert marks == {"broken-worker"}


async def test_a_coroutine_stays_one_when_its_call_is_noted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def answer(number: int) -> int:
        return number + 1

    monkeypatch.setenv(proof_hook.MARKS, str(tmp_path))
    proof_hook.reached.cache_clear()
    noted = proof_hook.noting(answer)
    assert not list(tmp_path.iterdir())
    assert await noted(1) == 2
    assert [mark.name.partition("-")[0] for mark in tmp_path.iterdir()] == [proof_hook.REACHED]


# The whole


def test_search_that_ignores_the_question_is_caught_from_end_to_end(tmp_path: Path) -> None:
    told = io.StringIO()
    found = proof.prove(
        Plan(defects.defects("search_ignores_the_question"), 0), Store(tmp_path / "proof.sqlite", "now"), told
    )
    assert found, told.getvalue()
    assert "caught 1 of 1" in told.getvalue()
