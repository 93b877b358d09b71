"""`make test` repeats red tests, tolerates a few disturbed ones, and nothing else."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.landing import MOST_DISTURBED, judge
from tests.rounds import Outcome, Round

ROOT = Path(__file__).parents[1]
SECONDS = 120  # on a machine that does much else
FOR_PROGRAMS = re.compile(r"(\w+: )?\d+ passed, \d+ failed(, \d+ skipped)?")
GREEN, RED, SKIPPED = Outcome("passed", 0.5), Outcome("failed", 12.34, "AssertionError: late"), Outcome("skipped")

TESTS = """
import os, time
from pathlib import Path
import pytest

def test_green():
    pass

@pytest.mark.parametrize("name", ["a::b", "a b/[c]"])
def test_flaky(name):
    marker = Path(f"been here {len(name)}")
    been = marker.exists()
    marker.touch()
    assert been, f"{name} comes for the first time\\nand says more"
"""
ALWAYS_RED = """
def test_red():
    assert 1 == 2
"""
FLAKY_FIXTURE = """
@pytest.fixture
def ground():
    yield
    marker = Path("fixture was here")
    been = marker.exists()
    marker.touch()
    assert been, "the ground gives way"

def test_on_it(ground):
    pass
"""
CRASHING = """
def test_crash():
    if os.environ.get("PYTEST_XDIST_WORKER"):
        os._exit(1)
"""
LONG = """
def test_long():
    try:
        Path("begun").touch()
        time.sleep(200)
    finally:
        Path("torn down").touch()
"""


def red(*tests: str) -> Round:
    return Round(1, {"quiet": GREEN, **dict.fromkeys(tests, RED)})


def green(*tests: str) -> Round:
    return Round(0, dict.fromkeys(tests, GREEN))


def test_a_green_run_needs_no_second_round() -> None:
    assert judge(Round(0, {"a": GREEN, "b": GREEN})) == (0, ["tests: 2 passed, 0 failed"])
    assert judge(Round(0, {"a": GREEN, "b": SKIPPED})) == (0, ["tests: 1 passed, 0 failed, 1 skipped"])


def test_a_disturbed_test_is_listed_and_tolerated() -> None:
    listed = "disturbed: a failed after 12.3 s, passed alone after 0.5 s: AssertionError: late"
    assert judge(red("a"), green("a")) == (0, [listed, "tests: 2 passed, 0 failed"])


@pytest.mark.parametrize(
    ("count", "status", "last"),
    [(MOST_DISTURBED, 0, "tests: 4 passed, 0 failed"), (MOST_DISTURBED + 1, 1, "tests: 1 passed, 4 failed")],
)
def test_only_a_few_tests_may_be_disturbed(count: int, status: int, last: str) -> None:
    tests = [f"test {number}" for number in range(count)]
    found, lines = judge(red(*tests), green(*tests))
    assert (found, lines[-1]) == (status, last)
    assert [line.split(" failed")[0] for line in lines[:count]] == [f"disturbed: {test}" for test in tests]


@pytest.mark.parametrize(
    "again", [Round(1, {"b": GREEN, "a": RED}), Round(0, {"b": GREEN, "a": SKIPPED}), Round(0, {"b": GREEN})]
)
def test_what_does_not_pass_alone_is_red(again: Round) -> None:
    status, lines = judge(red("a", "b"), again)
    assert status == 1
    assert lines[1:] == ["red: a: AssertionError: late", "tests: 2 passed, 1 failed"]


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (Round(2, {"a": GREEN}), "pytest ended with exit status 2"),
        (Round(-9, {"a": GREEN}), "pytest ended with exit status -9"),
        (Round(1, {"a": GREEN}), "pytest failed, but no test did"),
        (Round(0, {"a": GREEN}, ["a process crashed"]), "a process crashed"),
        (Round(1, {"a": GREEN}, ["a process crashed"]), "a process crashed"),
        (Round(0), "no test ran"),
        (Round(0, {"a": SKIPPED}), "no test ran"),
    ],
)
def test_a_broken_round_is_red_to_people_and_programs(broken: Round, reason: str) -> None:
    status, lines = judge(broken)
    assert (status, lines[0]) == (1, f"red: {reason}")
    assert ", 1 failed" in lines[-1]


def test_a_broken_second_round_is_red() -> None:
    status, lines = judge(red("a"), Round(3, {"a": GREEN}))
    assert status == 1
    assert lines[-2:] == ["red: pytest ended with exit status 3", "tests: 2 passed, 1 failed"]


class Ground:
    """A folder with tests and settings of its own, and `python -m tests.landing` in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "pytest.ini").write_text("[pytest]\naddopts = -q -p xdist.plugin -p no:cacheprovider\n")
        self.command = [sys.executable, "-m", "tests.landing"]
        inherited = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
        self.variables = inherited | {"PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}

    def land(self, content: str, *words: str) -> tuple[int, list[str]]:
        """The exit status, and all lines of the output."""
        (self.folder / "test_it.py").write_text(content)
        done = subprocess.run(
            [*self.command, *words], cwd=self.folder, env=self.variables, text=True, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, check=False, timeout=SECONDS,
        )  # fmt: skip
        lines = done.stdout.splitlines()
        assert FOR_PROGRAMS.fullmatch(lines[-1]), done.stdout
        return done.returncode, lines


@pytest.fixture
def ground(tmp_path: Path) -> Ground:
    return Ground(tmp_path)


def test_a_run_with_a_few_flaky_tests_is_green(ground: Ground) -> None:
    status, lines = ground.land(TESTS + FLAKY_FIXTURE, "-n", "2")
    closing = [re.sub(r"\d+\.\d s", "? s", line) for line in lines[-4:]]
    listed = "disturbed: test_it.py::{} failed after ? s, passed alone after ? s: AssertionError: {}"
    assert status == 0, lines
    assert sorted(closing[:3]) == [
        listed.format("test_flaky[a b/[c]]", "a b/[c] comes for the first time"),
        listed.format("test_flaky[a::b]", "a::b comes for the first time"),
        listed.format("test_on_it", "the ground gives way"),
    ]
    assert closing[3] == "tests: 4 passed, 0 failed"


def test_a_test_that_is_red_twice_makes_the_run_red(ground: Ground) -> None:
    status, lines = ground.land(TESTS + ALWAYS_RED)
    assert status == 1
    assert lines[-2:] == ["red: test_it.py::test_red: assert 1 == 2", "tests: 3 passed, 1 failed"]
    assert [line[:10] for line in lines[-4:-2]] == ["disturbed:"] * 2


@pytest.mark.parametrize(
    ("content", "words", "reason"),
    [
        (TESTS + CRASHING, ["-n", "1"], "a process of xdist crashed"),
        ("def test_green(): pass\nimport nothing_of_this_name", ["-n", "1"], "test_it.py cannot be collected"),
        ("import os\ndef test_over(): os._exit(0)", [], "pytest left no outcomes"),
        (ALWAYS_RED + "def test_green(): pass", ["-x"], "1 of 2 tests did not run"),
        ("", [], "no test ran"),
    ],
    ids=["crash", "collection", "exit", "stopped early", "empty"],
)
def test_a_broken_run_is_not_repeated(ground: Ground, content: str, words: list[str], reason: str) -> None:
    status, lines = ground.land(content, *words)
    assert status == 1
    assert any(line.startswith(f"red: {reason}") for line in lines), lines
    assert not any(line.startswith(("disturbed", "Once more")) for line in lines)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_no_round_outlives_the_program(ground: Ground, number: signal.Signals) -> None:
    (ground.folder / "test_it.py").write_text("import time\nfrom pathlib import Path\n" + LONG)
    landing = subprocess.Popen(
        [*ground.command, "-n", "1"], cwd=ground.folder, env=ground.variables, text=True, stdout=subprocess.PIPE
    )
    try:
        until(ground.folder / "begun")
        landing.send_signal(number)
        output, _ = landing.communicate(timeout=SECONDS)
    finally:
        landing.kill()
    assert landing.returncode == (-number if number == signal.SIGKILL else 1)
    until(ground.folder / "torn down")
    assert number == signal.SIGKILL or "\nred: interrupted\n" in output


def until(marker: Path) -> None:
    deadline = time.monotonic() + SECONDS
    while not marker.exists():
        assert time.monotonic() < deadline, f"no {marker}"
        time.sleep(0.05)
