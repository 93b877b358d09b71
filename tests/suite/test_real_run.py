"""Real specs over the embedded pipeline, and two failures: the results hold no secret, and say where to look."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from robot.api import ExecutionResult

from keywords.basics.folders import REPOSITORY
from keywords.libraries.steps import MARK
from keywords.safety import ledger

SPEC = """*** Settings ***
Library    keywords.libraries.recording
Library    keywords.libraries.environment
Library    tests.suite.libraries.telling
Suite Setup    Make The Environment Ready

*** Test Cases ***
A Damaged Document
    [Tags]    P9-2.3
    A Damaged Document Is Embedded

A Failure That Tells Too Much
    [Tags]    P9-2.3
    Tell Too Much
"""
CHOSEN = ("P9-2.3", "P9-11.3", "P9-2.1")


@dataclass(frozen=True)
class Run:
    results: Path
    secrets: list[str]
    printed: str


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("real")
    (folder / "spec.robot").write_text(SPEC, encoding="utf-8")
    told, results = folder / "secrets.json", folder / "results"
    choice = [word for tag in CHOSEN for word in ("--include", tag)]
    child = subprocess.run(
        [
            sys.executable,
            "-m",
            "robot",
            "--loglevel",
            "TRACE",
            "-d",
            str(results),
            *choice,
            str(folder / "spec.robot"),
            str(REPOSITORY / "suites" / "phase_9"),
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), "TOLD": str(told), ledger.VARIABLE: str(folder / "state")},
    )
    assert told.is_file(), child.stdout + child.stderr
    return Run(results, json.loads(told.read_text(encoding="utf-8")), child.stdout + child.stderr)


def test_no_secret_of_the_run_is_anywhere_in_its_results(real: Run) -> None:
    assert len(real.secrets) > 20
    files = [path for path in real.results.rglob("*") if path.is_file()]
    assert {"output.xml", "log.html", "dossier.json", "run.json"} <= {path.name for path in files}
    texts = {path.name: path.read_text(encoding="utf-8", errors="replace") for path in files} | {
        "console": real.printed
    }
    leaked = [(name, secret[:6]) for name, text in texts.items() for secret in real.secrets if secret in text]
    assert leaked == []
    assert "••••" in texts["output.xml"]


def test_a_failure_says_where_to_look(real: Run) -> None:
    result = ExecutionResult(str(real.results / "output.xml"))
    failed = next(test for test in result.suite.all_tests if test.name == "A Damaged Document")
    messages = [message.message for step in failed.body for message in step.body if hasattr(message, "message")]
    told = next(message for message in messages if message.startswith("History of document"))
    assert "stage_started  queued" in told
    assert "error  parsing  pdf_damaged" in told
    lines = [json.loads(line.partition(": ")[2]) for line in told.splitlines() if ': {"ts"' in line]
    assert {line["service"] for line in lines} >= {"api", "storage", "llamaparse"}
    assert len({line["correlation_id"] for line in lines}) == 1


def test_the_log_stays_readable(real: Run) -> None:
    assert (real.results / "log.html").stat().st_size < 5_000_000
    assert "HTTP Request" not in (real.results / "output.xml").read_text(encoding="utf-8")


def test_every_check_says_what_it_did_and_saw(real: Run) -> None:
    tests = list(ExecutionResult(str(real.results / "output.xml")).suite.all_tests)
    passed = [test.name for test in tests if test.status == "PASS"]
    assert passed
    assert [test.name for test in tests if not test.message] == []
    empty = [test.name for test in tests if not any(len(keyword.body) for keyword in test.body)]
    assert empty == []


def test_each_experiment_shows_at_least_three_steps_in_the_log(real: Run) -> None:
    records = [json.loads(file.read_text(encoding="utf-8")) for file in real.results.glob("evidence/experiment/*.json")]
    rows = [test.body[0] for test in ExecutionResult(str(real.results / "output.xml")).suite.all_tests]
    drawn = [[step for step in row.body if str(getattr(step, "name", "")).startswith(MARK)] for row in rows]
    shown = [len(steps) for steps in drawn if steps]
    assert records
    assert len(shown) >= len(records), "each experiment is drawn once"
    assert min(len(record["steps"]) for record in records) >= 3, {r["name"]: len(r["steps"]) for r in records}
    assert sorted(len(record["steps"]) for record in records) == sorted(shown)[-len(records) :]
