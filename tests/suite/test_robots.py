"""Experiments written in Robot: another process carries them out, and the run judges what it observed."""

import os
import signal
from pathlib import Path
from typing import Any

import psutil
import pytest

from keywords.basics.waiting import eventually
from tests.suite.child import SECONDS, Bench, Ended
from tests.suite.libraries.robot_steps import SECRET

STEPS = "Library    tests.suite.libraries.in_robot\nSuite Setup    Make The Environment Ready"


def row(experiment: str, figure: str = "jobs lost", limit: str = "0 jobs") -> str:
    return (
        f"{experiment} {figure}\n    [Tags]    P9-1.1\n    [Template]    Experiment Shows\n"
        f"    {experiment}    {figure}    ==    {limit}\n"
    )


def record(ended: Ended, name: str) -> dict[str, Any]:
    return next(each for each in ended.evidence("experiment") if each["name"] == name)


def test_one_robot_carries_out_what_the_run_asks_for_in_order(bench: Bench) -> None:
    experiments = ("five jobs in robot", "7 jobs in robot")
    bench.spec(*map(row, experiments), row("five jobs in robot", "jobs found", "5 jobs"), more=STEPS)
    ended = bench.robot()
    assert "3 passed, 0 failed" in ended.text
    robots = (bench.folder / "count.txt").read_text(encoding="utf-8").split()
    assert len(robots) == 2, "each experiment is carried out once"
    assert len(set(robots)) == 1, "by one robot"
    assert robots[0] != str(os.getpid())
    eventually(lambda: psutil.pid_exists(int(robots[0])), lambda lives: not lives, "the robot to end", SECONDS)
    seven = record(ended, "7 jobs in robot")
    assert (seven["inputs"], seven["verdict"]) == ({"number": "7"}, "pass")
    assert [seen["population"] for seen in seven["observations"]] == [7, 7]
    assert [(step["name"], step["args"]) for step in seven["steps"]] == [("Send Jobs", ["7"]), ("Note The Jobs", [])]
    assert "Send Jobs" in (ended.results / "output.xml").read_text(encoding="utf-8"), "the log shows them"


@pytest.mark.parametrize(
    ("how", "verdict", "reason"),
    [
        ("badly", "fail", "AssertionError: two jobs came back, with "),
        ("openly", "inconclusive", "there is no browser here"),
        ("early", "pass", ""),
        ("at fault", "inconclusive", "Countersign failed in tests/suite/libraries/robot_steps.py:"),
        ("by itself", "inconclusive", "the robot ended before the experiment did: it gave no reason"),
    ],
)
def test_the_run_hears_why_an_experiment_ended(bench: Bench, how: str, verdict: str, reason: str) -> None:
    name = f"jobs of a robot that ends {how}"
    bench.spec(row(name), more=STEPS)
    ended = bench.robot()
    seen = record(ended, name)
    assert seen["verdict"] == verdict, ended.text
    assert reason in "".join(seen["reasons"])
    kept = [] if how == "by itself" else ["jobs lost", "jobs found"]
    assert [each["name"] for each in seen["observations"]] == kept
    assert bool(seen["own_fault"]) is (how in ("at fault", "by itself"))
    outcome = {"badly": "failed", "at fault": "failed"}.get(how, "inconclusive")
    assert how == "by itself" or [step["outcome"] for step in seen["steps"]] == ["done", "done", outcome]
    assert SECRET not in "".join(path.read_text(encoding="utf-8") for path in ended.results.rglob("*.*ml"))


def test_a_measurement_in_robot_comes_before_what_runs_beside_others(bench: Bench) -> None:
    apart, alone = "jobs of a robot that ends early", "jobs that are measured"
    bench.spec(row(apart), row(alone), more=STEPS)
    ended = bench.robot()
    measured = record(ended, alone)
    assert (measured["alone"], measured["verdict"]) == (True, "pass"), ended.text
    assert measured["machine"] is not None
    assert measured["finished"] <= record(ended, apart)["started"]


def test_a_dry_run_starts_no_robot_and_knows_the_figures(bench: Bench) -> None:
    bench.spec(row("five jobs in robot"), row("five jobs in robot", "waiting time", "0 ms"), more=STEPS)
    ended = bench.robot("--dryrun", "--output", "NONE", "--log", "NONE")
    assert "1 passed, 1 failed" in ended.text
    assert "'five jobs in robot' does not observe 'waiting time'" in ended.text
    assert not (bench.folder / "count.txt").exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL], ids=["interrupted", "killed"])
def test_a_robot_ends_with_its_run_and_undoes_what_it_did(bench: Bench, number: signal.Signals) -> None:
    marker = bench.folder / "under-way"
    bench.spec(row("jobs without an end"), more=STEPS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CHILD_MARKER", str(marker))
        ended = bench.interrupted(marker, number)
    assert ended.decision == "HOLD", ended.text
    robot = int(marker.read_text(encoding="utf-8"))
    eventually(lambda: psutil.pid_exists(robot), lambda lives: not lives, "the robot to end", SECONDS)
    assert ledgers(bench.folder / "state") == [], ended.text


def ledgers(state: Path) -> list[Path]:
    return sorted(state.glob("*.jsonl"))
