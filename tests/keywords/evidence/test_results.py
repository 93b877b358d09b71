"""Reading what Robot Framework writes."""

import subprocess
import sys
from pathlib import Path

import pytest

from keywords.evidence import results
from keywords.evidence.results import Outcome
from tests.keywords.evidence.results_builder import Check, Folder, green

SPEC = """
*** Settings ***
{settings}
*** Test Cases ***
First
    {first}
Second
    No Operation
"""


def robot(folder: Path, *options: str, settings: str = "", first: str = "No Operation") -> dict[str, Outcome]:
    (folder / "a_spec.robot").write_text(SPEC.format(settings=settings, first=first), encoding="utf-8")
    command = [sys.executable, "-m", "robot", "--log", "NONE", "--report", "NONE", "-d", str(folder), *options]
    subprocess.run([*command, str(folder / "a_spec.robot")], check=False, capture_output=True)
    problems: list[str] = []
    found = results.statuses(folder, problems)
    assert problems == []
    return {name: outcomes[0] for name, outcomes in found.items()}


def test_statuses_go_by_long_name_with_the_id_in_the_log(tmp_path: Path) -> None:
    found = robot(tmp_path, first="Fail    because")
    assert list(found) == ["A Spec.First", "A Spec.Second"]
    assert found["A Spec.First"] == Outcome("FAIL", "because", "s1-t1")
    assert found["A Spec.Second"] == Outcome("PASS", "", "s1-t2")


def test_checks_behind_a_failed_suite_setup_or_a_stop_are_cut_short(tmp_path: Path) -> None:
    setup = robot(tmp_path, settings="Suite Setup    Fail    no database")
    assert all(outcome.cut_short for outcome in setup.values())
    stopped = robot(tmp_path, "--exitonfailure", first="Fail    because")
    assert not stopped["A Spec.First"].cut_short
    assert stopped["A Spec.Second"].cut_short
    fatal = robot(tmp_path, first="Fatal Error    stop")
    assert [outcome.cut_short for outcome in fatal.values()] == [False, True]


def test_an_interrupted_check_is_cut_short(tmp_path: Path) -> None:
    signal = "Evaluate    os.kill(os.getpid(), signal.SIGINT) or time.sleep(5)    modules=os,signal,time"
    assert all(outcome.cut_short for outcome in robot(tmp_path, first=signal).values())
    then = robot(tmp_path, first=f"Fail    because\n    [Teardown]    {signal}")
    assert [outcome.cut_short for outcome in then.values()] == [False, True]


def test_the_effect_of_a_suite_teardown_on_checks_is_seen(tmp_path: Path) -> None:
    failed = robot(tmp_path, settings="Suite Teardown    Fail    cleanup")
    assert {outcome.status for outcome in failed.values()} == {"FAIL"}
    assert not any(outcome.cut_short for outcome in failed.values())
    skipped = robot(tmp_path, settings="Suite Teardown    Skip    cleanup", first="Fail    because")
    assert {outcome.status for outcome in skipped.values()} == {"SKIP"}


def test_a_run_is_the_same_after_saving_and_loading(tmp_path: Path) -> None:
    run = green("cloud", fingerprint={"a": [1, {"b": None}]}).run()
    run.save(tmp_path)
    assert results.RunRecord.load(tmp_path) == run
    assert list(tmp_path.iterdir()) == [tmp_path / "run.json"]


@pytest.mark.parametrize("text", ["", "{", '{"run": 1}', "\ud800"])
def test_a_torn_run_file_is_a_problem_not_a_crash(tmp_path: Path, text: str) -> None:
    Folder([Check("A Check")]).write(tmp_path)
    (tmp_path / "run.json").write_bytes(text.encode("utf-8", errors="surrogatepass"))
    found = results.read(tmp_path)
    assert found.run.run == results.UNKNOWN
    assert "run.json cannot be read: nothing shows what was planned." in found.problems


@pytest.mark.parametrize("end", [10, 200, 400, -30])
def test_a_torn_output_is_a_problem_not_a_crash(tmp_path: Path, end: int) -> None:
    Folder([Check("A Check")]).write(tmp_path)
    output = tmp_path / "output.xml"
    output.write_text(output.read_text()[:end])
    found = results.read(tmp_path)
    assert found.outcomes == {}
    assert any("torn" in problem for problem in found.problems)


def test_a_record_under_another_name_is_a_problem(tmp_path: Path) -> None:
    Folder([Check("A Check")]).write(tmp_path)
    (tmp_path / "evidence/check/a-check.json").rename(tmp_path / "evidence/check/b-check.json")
    found = results.read(tmp_path)
    assert found.checks == {}
    assert "evidence/check/b-check.json says that it is check/a-check." in found.problems
