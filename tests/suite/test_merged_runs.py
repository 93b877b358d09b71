"""Checks that several processes shared: pabot's, or the shards of a CI system. One dossier, one decision."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from robot.api import ExecutionResult, ResultVisitor
from robot.rebot import rebot_cli

from tests.suite.child import GREEN, RED, SECONDS, Bench, Ended, check, met

PABOT = [sys.executable, "-m", "pabot.pabot", "--no-pabotlib"]  # the library's port may be taken
JUMP = re.compile(r'href="#(s1[^"]*)"[^>]*>([^<]*)</a>')
FILE = re.compile(r'(?:\[|href=")(evidence/[^|"]+)')
ROW = "five jobs    jobs lost    ==    0 jobs"
ROWS = "Test Template    Experiment Shows\nSuite Setup    Make The Environment Ready"


def pabot(bench: Bench) -> Ended:
    """The specs of a bench, each file in a process of its own, at the same time."""
    robot = ["--command", sys.executable, "-m", "robot", "--end-command"]
    done = subprocess.run(
        [*PABOT, *robot, "--processes", "2", "-d", str(bench.results), str(bench.specs)],
        cwd=bench.folder,
        env=bench.variables(),
        text=True,
        capture_output=True,
        check=False,
        timeout=SECONDS,
    )
    return Ended(done.returncode, done.stdout + done.stderr, bench.results)


def merged(bench: Bench, *folders: Path) -> Ended:
    into = bench.folder / "merged"
    ended = bench.countersign("decide", *map(str, folders), "--results", str(into))
    return Ended(ended.status, ended.text, into)


def test_pabot_ends_in_one_decision(bench: Bench) -> None:
    bench.spec(met(), name="first")
    bench.spec(check("A Row", ROW), more=ROWS, name="second")
    bench.spec(check("Another Row", ROW), check("One More Row", ROW), more=ROWS, name="third")
    ran = pabot(bench)
    assert ran.status == 0, ran.text
    ended = merged(bench, bench.results)
    assert (ended.decision, ended.status) == ("GO", 0), ended.text
    assert ended.counts["planned"] == ended.counts["executed"] == 4
    assert len(ended.evidence("experiment")) == 2, "each process has its own stack and makes the experiment itself"
    assert bench.countersign("verify", str(ended.results)).status == 0
    assert (ended.results / "log.html").is_file()
    jumps, files = links_of(ended.results / "output.xml")
    assert jumps == {"Another Row"}
    assert len(files) >= 6
    assert ended.text.strip().splitlines()[-1].startswith("GO, exit status 0: /")


def links_of(output: Path) -> tuple[set[str], set[Path]]:
    """The checks and the files that the links of a log lead to; each link must lead to what it names."""
    places: dict[str, str] = {}
    texts: list[str] = []

    class Seen(ResultVisitor):  # type: ignore[misc]  # robot is untyped
        def start_test(self, test: Any) -> None:
            places[test.id] = test.name
            texts.append(test.doc)

        def visit_message(self, message: Any) -> None:
            texts.append(message.message)

    ExecutionResult(str(output)).visit(Seen())
    text = "\n".join(texts)
    jumps = set(JUMP.findall(text))
    assert [(place, name) for place, name in jumps if places.get(place) != name] == []
    files = {output.parent / file for file in FILE.findall(text)}
    assert [file for file in files if not file.is_file()] == []
    return {name for _, name in jumps}, files


@pytest.fixture
def two(bench: Bench) -> tuple[Path, Path]:
    """Two runs, each of a file."""
    files = bench.spec(met(), name="first"), bench.spec(check("Another", RED), name="second")
    folders = bench.folder / "a", bench.folder / "b"
    for file, folder in zip(files, folders, strict=True):
        bench.countersign("run", "--results", str(folder), "--suite", file.stem, str(bench.specs))
    return folders


def test_shards_end_in_one_decision_and_a_failure_is_not_lost(bench: Bench, two: tuple[Path, Path]) -> None:
    ended = merged(bench, *two)
    assert (ended.decision, ended.status) == ("NO-GO", 1), ended.text
    assert ended.counts["executed"] == 2
    again = bench.folder / "again"
    bench.spec(check("Another", GREEN), name="second")
    bench.countersign("run", "--results", str(again), "--suite", "second", str(bench.specs))
    repeated = merged(bench, *two, again)
    assert repeated.decision == "NO-GO", "a repetition hides a failure"
    assert "b and again executed the same checks" in repeated.reasons
    replaced = merged(bench, two[0], again)
    assert replaced.decision == "GO", replaced.text


def test_what_rebot_merges_is_refused_in_a_sentence(bench: Bench, two: tuple[Path, Path]) -> None:
    into = bench.folder / "rebot"
    outputs = [str(folder / "output.xml") for folder in two]
    rebot_cli(["--merge", "--output", "output.xml", "-d", str(into), *outputs], exit=False)
    ended = bench.countersign("decide", str(into))
    assert ended.status == 2
    assert "rebot merged these reports, and it merges no evidence" in ended.text
    assert "countersign decide FOLDER..." in ended.text
