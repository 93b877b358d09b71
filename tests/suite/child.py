"""Small specs, run in a child process as a user would run them, and what they leave in their results folder."""

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

from keywords.basics.folders import REPOSITORY
from keywords.basics.quantities import Limit
from keywords.commands import countersign
from keywords.judgement import targets
from keywords.safety import ledger
from tests.keywords.evidence.results_builder import needed, stated

INSTALLED = [sys.executable, "-m", "keywords.commands.countersign"]
ROBOT = [sys.executable, "-m", "robot"]
SECONDS = 300  # enough on a busy machine
MET = "    ".join(needed("embedded"))
GREEN = "Fact Is    answer    42    ${42}"
RED = "Fact Is    answer    42    ${41}"

SETTINGS = """*** Settings ***
Library    keywords.libraries.recording
Library    keywords.libraries.environment
Library    keywords.libraries.rows
Library    keywords.libraries.observing
Library    tests.suite.libraries.helping
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
    """A check that speaks for everything the environment's gates need, and passes."""
    limits = [(t.metric, t.bound()) for t in targets.load().targets] + stated("embedded")
    figures = [
        f"    Figure Holds    {metric}    {within(limit)}    {limit.bound.unit}    {limit.op}    {limit.bound}"
        "    population=100000"
        for metric, limit in limits
    ]
    figures.append("    Figure Holds    accepted documents    5    documents    ==    5 documents    population=5")
    return "\n".join([f"Everything Holds\n    [Tags]    {MET}", *dict.fromkeys(figures), f"    {GREEN}\n"])


def within(limit: Limit) -> float:
    """A value within a limit."""
    if "=" in limit.op:
        return limit.bound.value
    return limit.bound.value / 2 if limit.op == "<" else 2 * limit.bound.value + 1


def check(name: str, *steps: str, tags: str = "P9-1.1") -> str:
    return "\n    ".join([name, f"[Tags]    {tags}", *steps]) + "\n"


class Bench:
    """A folder with an environment file and specs, which may use the libraries of `tests.suite.libraries`."""

    def __init__(self, folder: Path, api: str, terminal: pytest.CaptureFixture[str] | None = None) -> None:
        self.folder, self._terminal = folder, terminal
        self.results = folder / "results"
        self.specs = folder / "specs"
        self.specs.mkdir()
        self.environment = folder / "environment.yaml"
        self.content: dict[str, Any] = {
            "name": "embedded",
            "title": "A child's environment",
            "decides": "ready for docker",
            "start": {"kind": "running", "addresses": {"api": api}},
            "suites": "specs",
            "credentials": {"api": "CHILD_TOKEN"},
            "required": {
                "accepted documents": {"limit": "== 5 documents", "owner": "Jo Doe", "reason": "what is sent"}
            },
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
        """Run the command in this process, which starts faster. It starts robot as a child as always."""
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
            "PYTHONPATH": str(REPOSITORY),
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
