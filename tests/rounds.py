"""A round: one run of pytest in a process of its own, and the outcome of each test.

That process is `python -m tests.rounds FOLDER [pytest args...]`. It reads from FOLDER which tests to run, and writes
the outcomes there.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from threading import Thread

import pytest

CHOSEN, LEFT = "chosen.json", "left.json"
PATIENCE_SECONDS = 60.0  # for the teardown of an interrupted round; a second interrupt cuts it short
LONGEST_LINE = 300


@dataclass(frozen=True)
class Outcome:
    result: str  # passed, failed or skipped
    seconds: float = 0.0
    failure: str = ""


@dataclass(frozen=True)
class Round:
    """How a round ended. Outcomes are by node id."""

    status: int
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    troubles: list[str] = field(default_factory=list)

    def having(self, result: str) -> list[str]:
        return [test for test, outcome in self.outcomes.items() if outcome.result == result]

    @property
    def broken(self) -> list[str]:
        """Why no outcome of this round can be trusted."""
        reasons = list(self.troubles)
        if self.status not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
            reasons.append(f"pytest ended with exit status {self.status}")
        elif self.status and not self.having("failed") and not reasons:
            reasons.append("pytest failed, but no test did")
        return reasons


def run(words: Sequence[str], chosen: Sequence[str] = ()) -> Round:
    """Run pytest with its output on the terminal: every test that the words select, or the chosen ones of these."""
    with tempfile.TemporaryDirectory() as name:
        folder, troubles = Path(name), []
        (folder / CHOSEN).write_text(json.dumps(list(chosen)), encoding="utf-8")
        with _started([sys.executable, "-m", "tests.rounds", name, *words]) as child:
            try:
                child.wait()
            except KeyboardInterrupt:
                troubles.append("interrupted")
        if not (folder / LEFT).exists():
            return Round(child.returncode, {}, [*troubles, "pytest left no outcomes"])
        left = json.loads((folder / LEFT).read_text(encoding="utf-8"))
        outcomes = {test: Outcome(**outcome) for test, outcome in left["outcomes"].items()}
        return Round(child.returncode, outcomes, [*troubles, *left["troubles"]])


@contextmanager
def _started(command: list[str]) -> Iterator["subprocess.Popen[bytes]"]:
    """Start a round. No process of its group outlives the block: it is interrupted, waited for, and killed."""
    child = subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)
    try:
        yield child
    finally:
        assert child.stdin
        child.stdin.close()
        with suppress(KeyboardInterrupt, subprocess.TimeoutExpired):
            child.wait(PATIENCE_SECONDS)
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


class Recorder:
    """A plugin that records outcomes and troubles, and keeps pytest to the chosen tests if any are chosen."""

    def __init__(self, chosen: Sequence[str]) -> None:
        self.chosen = set(chosen)
        self.outcomes: dict[str, Outcome] = {}
        self.troubles: list[str] = []

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        if self.chosen:
            items[:] = [item for item in items if item.nodeid in self.chosen]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        before = self.outcomes.get(report.nodeid, Outcome(""))
        result, failure = before.result, before.failure
        if report.failed:
            result, failure = "failed", failure or first_line(report)
        elif not result and (report.skipped or report.when == "call"):
            result = report.outcome
        self.outcomes[report.nodeid] = Outcome(result, before.seconds + report.duration, failure)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.troubles.append(f"{report.nodeid or 'a folder'} cannot be collected: {first_line(report)}")

    def pytest_internalerror(self) -> None:
        self.troubles.append("an internal error of pytest or of a plugin")

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, error: object) -> None:
        if error:
            self.troubles.append(f"a process of xdist crashed: {error}")

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        ran = sum(bool(outcome.result) for outcome in self.outcomes.values())
        if ran < session.testscollected:
            self.troubles.append(f"{session.testscollected - ran} of {session.testscollected} tests did not run")


def first_line(report: pytest.TestReport | pytest.CollectReport) -> str:
    crash = getattr(report.longrepr, "reprcrash", None)
    text = str(crash.message if crash else report.longreprtext)
    return next((line.strip() for line in text.splitlines() if line.strip()), "no message")[:LONGEST_LINE]


def _watch(lifeline: int) -> None:
    """Interrupt this round, as Ctrl-C does, when the program that started it closes the pipe or dies."""
    while os.read(lifeline, 1):
        pass
    os.kill(0, signal.SIGINT)


def main(name: str, *words: str) -> int:
    Thread(target=_watch, args=(os.dup(sys.stdin.fileno()),), daemon=True).start()
    recorder = Recorder(json.loads((Path(name) / CHOSEN).read_text(encoding="utf-8")))
    status = pytest.main(list(words), plugins=[recorder])
    left = Round(status, recorder.outcomes, recorder.troubles)
    (Path(name) / LEFT).write_text(json.dumps(asdict(left)), encoding="utf-8")
    return int(status)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
