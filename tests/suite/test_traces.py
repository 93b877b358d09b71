"""Where a run leaves its files, and what they must not hold."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from keywords.basics.folders import REPOSITORY
from tests.suite.child import GREEN, Bench, check

TOKEN = "tok-9f31c07be54d42"
LEAKS = {
    "In An Exception": ["Leak"],
    "In A Loop": ["FOR    ${n}    IN    1", "    Run Keyword And Continue On Failure    Leak", "END"],
    "In A Fact": ["${token} =    Give Token", "Fact Is    the ${token}    ${token}    ${token}"],
    "In A Setup": ["[Setup]    Leak", GREEN],
    "In A Teardown": [GREEN, "[Teardown]    Leak"],
    "In An Argument": ["${token} =    Give Token", "Take    ${token}", "Should Be Equal    ${token}    other"],
    "In A Log": ["${token} =    Give Token", "Log    ${token}", "Log To Console    ${token}", GREEN],
    "In A Skip": ["${token} =    Give Token", "Leave Open    no answer for ${token}"],
}


def test_a_secret_is_in_none_of_the_results(bench: Bench) -> None:
    checks = [check(name, *steps) for name, steps in LEAKS.items()]
    bench.spec(*checks, more="Suite Setup    Make The Environment Ready\nSuite Teardown    Leak")
    ended = bench.run("--loglevel", "TRACE", "--variable", f"GIVEN:{TOKEN}", CHILD_TOKEN=TOKEN)
    assert ended.decision == "NO-GO", ended.text
    assert "refused: ••••" in ended.reasons
    files = [path for path in bench.results.rglob("*") if path.is_file()]
    assert len(files) > len(LEAKS)
    found = {path.name: path.read_text(encoding="utf-8").count(TOKEN) for path in files}
    assert {name: count for name, count in found.items() if count} == {}
    assert TOKEN not in "\n".join(line for line in ended.text.splitlines() if line != TOKEN)


@pytest.fixture
def house(bench: Bench) -> Path:
    """A copy of the repository's parts, whose results/ a test may write to."""
    for part in ("keywords", "resources", "suites", "variables"):
        shutil.copytree(REPOSITORY / part, bench.folder / "house" / part)
    return bench.folder / "house"


def test_plain_robot_from_another_folder_leaves_its_evidence_in_the_repository(bench: Bench, house: Path) -> None:
    spec = bench.spec(check("The Answer Is Known", GREEN))
    elsewhere = bench.folder / "elsewhere"
    elsewhere.mkdir()
    path = os.pathsep.join([str(house), str(REPOSITORY)])
    subprocess.run(
        [sys.executable, "-m", "robot", str(spec)],
        cwd=elsewhere,
        env=bench.variables(PYTHONPATH=path),
        check=True,
        capture_output=True,
    )
    left = {path.name for path in (house / "results").iterdir()}
    assert {"dossier", "evidence", "manifest.sha256", "run.json", "output.xml", "log.html"} <= left
    names = [path.name for path in (house / "results" / "evidence" / "check").iterdir()]
    assert [name.startswith("the-answer-is-known") for name in names] == [True]
    assert not (elsewhere / "evidence").exists()
