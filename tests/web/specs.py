"""Runs the specs beside this file with robot in child processes: each file once, with the chosen tests."""

import os
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from robot.api import ExecutionResult
from robot.running import TestSuite

from keywords.browsers.finding import Browser, run

FOLDER = Path(__file__).parent
SECONDS = 1200  # for all tests of a file on a busy machine
PICTURES = "pictures"


@dataclass(frozen=True)
class Case:
    spec: str
    test: str

    def __str__(self) -> str:
        return f"{self.spec}-{self.test}".replace(" ", "_")


@dataclass(frozen=True)
class Outcome:
    status: str
    message: str
    log: Path


def cases(*, pictures: bool = False) -> Iterator[Case]:
    """The tests of every spec, or those that only take pictures."""
    for path in sorted(FOLDER.glob("*.robot")):
        for test in TestSuite.from_file_system(path).all_tests:
            if test.tags.match(PICTURES) == pictures:
                yield Case(path.stem, test.name)


@dataclass
class Specs:
    """The outcome of each case. A file runs when its first outcome is requested."""

    variables: dict[str, str]
    results: Path
    chosen: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    _seen: dict[Case, Outcome] = field(default_factory=dict)
    _run: set[str] = field(default_factory=set)

    def choose(self, cases: Iterable[Case]) -> None:
        for case in cases:
            self.chosen[case.spec].append(case.test)

    def outcome(self, case: Case) -> Outcome:
        if case.spec not in self._run:
            self._run.add(case.spec)
            self._seen.update(self._outcomes(case.spec))
        missing = Outcome("FAIL", "robot did not reach this test", self.results / case.spec)
        return self._seen.get(case, missing)

    def _outcomes(self, spec: str) -> dict[Case, Outcome]:
        folder = self.results / spec
        given = [word for key, value in self.variables.items() for word in ("--variable", f"{key}:{value}")]
        wanted = [word for test in self.chosen[spec] for word in ("--test", test)]
        robot = [sys.executable, "-m", "robot", "--report=NONE", "--console=none", "--outputdir", str(folder)]
        command = [*robot, *given, *wanted, str(FOLDER / f"{spec}.robot")]
        done = run(command, SECONDS, os.environ, cwd=FOLDER.parents[1])
        output, log = folder / "output.xml", folder / "log.html"
        if not done.good and not log.exists():  # it broke off before writing its log
            return {Case(spec, test): Outcome("FAIL", f"robot broke off: {done.text}", folder) for test in wanted[1::2]}
        return {
            Case(spec, test.name): Outcome(test.status, test.message, log)
            for test in ExecutionResult(str(output)).suite.all_tests
        }


def variables(stack: str, browser: Browser) -> dict[str, str]:
    return {"STACK": stack, "ENGINE": browser.engine, "BROWSER": str(browser.executable)}
