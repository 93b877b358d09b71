"""Small specs, run in a child process as a person would run them, and what they leave in their results folder."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
import yaml

from keywords.basics.quantities import Limit
from keywords.commands import countersign
from keywords.judgement import targets
from keywords.safety import ledger
from tests.keywords.evidence.results_builder import needed, stated

INSTALLED = [sys.executable, "-c", "import sys; from keywords.command import main; sys.exit(main())"]
ROBOT = [sys.executable, "-m", "robot"]
SECONDS = 300  # on a machine that does much else
MET = "    ".join(needed("embedded"))
GREEN = "Fact Is    answer    42    ${42}"
RED = "Fact Is    answer    42    ${41}"

# What the specs of these tests can do besides observing.
LIBRARY = """
import os, signal, sys, threading
from pathlib import Path
from keywords.experiments import registry
from keywords.experiments.registry import experiment, where_it_can_be
from keywords.basics.errors import Absent, Inconclusive
from keywords.evidence.recorder import recorder

def leave_open(reason): raise Inconclusive(reason)
def break_off(message): raise RuntimeError(message)
def end_myself(): os.kill(os.getpid(), signal.SIGKILL)
def be_interrupted():
    os.kill(os.getpid(), signal.SIGINT)
    import time; time.sleep(200)
def leak():
    token = os.environ["CHILD_TOKEN"]
    print(f"spoken: {token}")
    raise RuntimeError(f"refused: {token}")
def give_token(): return os.environ["CHILD_TOKEN"]
def take(value): return len(value)

@experiment("nobody at home", {"documents embedded": "%"})
def nobody(world):
    recorder.observe("documents embedded", 100.0, "%", population=0)

@experiment("outage without effect", {"jobs lost": "jobs"})
def harmless(world):
    recorder.observe("jobs lost", 0, "jobs", population=5)
    raise Inconclusive("the fault had no observed effect: 0 of 5 calls were refused")

@experiment("broken midway", {"jobs lost": "jobs"})
def broken(world):
    recorder.observe("jobs lost", 0, "jobs", population=5)
    raise ConnectionError("the proxy went away")

@experiment("half of it", {"jobs lost": "jobs", "facts found": "%", "jobs found": "jobs"})
def half(world):
    recorder.observe("jobs lost", 0, "jobs", population=5)
    with where_it_can_be("facts found"):
        raise Absent("there is no search here")
    recorder.observe("jobs found", 5, "jobs", population=5)

@experiment("cut off", {"jobs lost": "jobs", "jobs found": "jobs"})
def cut_off(world):
    recorder.observe("jobs lost", 0, "jobs", population=5)
    raise Absent("there is no list here")

@experiment("five jobs", {"jobs lost": "jobs", "waiting time": "ms", "throughput": "operations"})
def five(world):
    with Path(os.environ["CHILD_COUNT"]).open("a") as count: count.write("once ")
    recorder.observe("jobs lost", 0, "jobs", population=5)
    recorder.observe("waiting time", 120, "ms", population=5)

meeting = threading.Barrier(2)

@experiment("one apart", {"jobs met": "jobs"}, apart=True)
def one_apart(world):
    recorder.observe("jobs met", 1 + meeting.wait(200) * 0, "jobs", population=5)

@experiment("another apart", {"jobs met": "jobs"}, apart=True)
def another_apart(world):
    recorder.observe("jobs met", 2 + meeting.wait(200) * 0, "jobs", population=5)

@experiment("broken apart", {"jobs met": "jobs"}, apart=True)
def broken_apart(world):
    raise ConnectionError("the ground gave way")

begun = threading.Barrier(registry.AT_ONCE, action=lambda: os.kill(os.getpid(), signal.SIGINT))

def until_over(world):
    with Path(os.environ["CHILD_COUNT"]).open("a") as count: count.write("begun ")
    begun.wait(200)
    registry._over.wait(200)

for number in range(6):
    experiment(f"until over {number}", {"jobs met": "jobs"}, apart=True)(until_over)
"""

SETTINGS = """*** Settings ***
Library    keywords.libraries.recording
Library    keywords.libraries.environment
Library    keywords.libraries.rows
Library    keywords.libraries.observing
Library    helping
{more}

*** Test Cases ***
{checks}
"""


@dataclass(frozen=True)
class Ended:
    """How a child run ended, and what it left."""

    status: int
    text: str
    results: Path

    @property
    def dossier(self) -> dict[str, Any]:
        return dict(json.loads((self.results / "dossier" / "dossier.json").read_text(encoding="utf-8")))

    @property
    def decision(self) -> str:
        return str(self.dossier["decision"])

    @property
    def reasons(self) -> str:
        return "\n".join(self.dossier["reasons"])

    @property
    def counts(self) -> dict[str, int]:
        return dict(self.dossier["checks"])

    def requirement(self, name: str) -> dict[str, Any]:
        return next(dict(line) for line in self.dossier["requirements"] if line["id"] == name)

    def evidence(self, kind: str = "check") -> list[dict[str, Any]]:
        files = sorted((self.results / "evidence" / kind).glob("*.json"))
        return [dict(json.loads(file.read_text(encoding="utf-8"))) for file in files]


def met() -> str:
    """A check that speaks for everything that the environment's gates need, and holds."""
    limits = [(t.metric, t.bound()) for t in targets.load().targets] + stated("embedded")
    figures = [
        f"    Figure Holds    {metric}    {within(limit)}    {limit.bound.unit}    {limit.op}    {limit.bound}"
        "    population=100000"
        for metric, limit in limits
    ]
    figures.append("    Figure Holds    documents embedded    5    documents    ==    5 documents    population=5")
    return "\n".join([f"Everything Holds\n    [Tags]    {MET}", *dict.fromkeys(figures), f"    {GREEN}\n"])


def within(limit: Limit) -> float:
    """A figure that keeps within a limit."""
    if "=" in limit.op:
        return limit.bound.value
    return limit.bound.value / 2 if limit.op == "<" else 2 * limit.bound.value + 1


def check(name: str, *steps: str, tags: str = "P9-1.1") -> str:
    return "\n    ".join([name, f"[Tags]    {tags}", *steps]) + "\n"


class Bench:
    """A folder with an environment file, specs, and a library that the specs may use."""

    def __init__(self, folder: Path, api: str, terminal: pytest.CaptureFixture[str] | None = None) -> None:
        self.folder, self._terminal = folder, terminal
        self.results = folder / "results"
        self.specs = folder / "specs"
        self.specs.mkdir()
        (folder / "lib").mkdir()
        (folder / "lib" / "helping.py").write_text(LIBRARY, encoding="utf-8")
        self.environment = folder / "environment.yaml"
        self.content: dict[str, Any] = {
            "name": "embedded",
            "title": "A child's environment",
            "decides": "ready for docker",
            "start": {"kind": "running", "addresses": {"api": api}},
            "suites": "specs",
            "credentials": {"api": "CHILD_TOKEN"},
            "required": {"documents embedded": "== 5 documents"},
        }
        self.describe()

    def describe(self, **changed: Any) -> None:
        """Write the environment file, with some keys changed."""
        self.content.update(changed)
        self.environment.write_text(yaml.safe_dump(self.content), encoding="utf-8")

    def spec(self, *checks: str, more: str = "", name: str = "spec") -> Path:
        path = self.specs / f"{name}.robot"
        path.write_text(SETTINGS.format(more=more, checks="\n".join(checks)), encoding="utf-8")
        return path

    def countersign(self, *words: str, **variables: str) -> Ended:
        """The command, called here to save its start; robot is its child all the same."""
        assert self._terminal is not None, "what it prints is read from the fixture capfd"
        self._terminal.readouterr()
        with patch.dict(os.environ, self.variables(**variables)), chdir(self.folder):
            status = countersign.main(words)
        return Ended(status, "".join(self._terminal.readouterr()), self.results)

    def run(self, *words: str, **variables: str) -> Ended:
        """`countersign run` over the specs."""
        return self.countersign("run", "--results", str(self.results), *words, **variables)

    def installed(self, *words: str) -> Ended:
        """The command in a process of its own."""
        return self._ended([*INSTALLED, *words])

    def robot(self, *words: str, **variables: str) -> Ended:
        """Plain `robot` over the specs."""
        return self._ended([*ROBOT, "-d", str(self.results), *words, str(self.specs)], **variables)

    def variables(self, **more: str) -> dict[str, str]:
        own = {
            "ROBOT_OPTIONS": "--report NONE",
            "COUNTERSIGN_ENVIRONMENT": str(self.environment),
            "PYTHONPATH": str(self.folder / "lib"),
            "CHILD_COUNT": str(self.folder / "count.txt"),
            ledger.VARIABLE: str(self.folder / "state"),
        }
        return {**os.environ, **own, **more}

    def interrupted(self, marker: Path, number: signal.Signals) -> Ended:
        """Plain `robot`, ended by a signal from outside once the specs have written the marker."""
        child = subprocess.Popen(
            [*ROBOT, "-d", str(self.results), str(self.specs)],
            cwd=self.folder,
            env=self.variables(),
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        try:
            until = time.monotonic() + SECONDS
            while not marker.exists() and time.monotonic() < until:
                time.sleep(0.05)
            child.send_signal(number)
            text, _ = child.communicate(timeout=SECONDS)
        finally:
            child.kill()
        return Ended(child.returncode, text, self.results)

    def _ended(self, command: list[str], **variables: str) -> Ended:
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=self.variables(**variables),
            text=True,
            capture_output=True,
            check=False,
            timeout=SECONDS,
        )
        return Ended(done.returncode, done.stdout + done.stderr, self.results)
