"""Every example in the documents is right: Robot dry-runs its tables, and our programs understand their commands."""

import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from robot.api import ExecutionResult
from robot.run import RobotFramework

from keywords import experiments
from keywords.basics.folders import REPOSITORY
from keywords.commands.countersign import understood
from tests.house.documents import Example, commands, robot_blocks, words_of

RESOURCES = sorted((REPOSITORY / "resources").rglob("*.resource"))
KEYWORDS = "*** Keywords ***"
ROWS = "Test Template    Experiment Shows"
TARGETS = re.findall(r"^([a-z]+):", (REPOSITORY / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
COMMANDS = commands()


def spec(example: Example) -> str:
    """A file that holds the example: with the vocabulary, and the template of rows if it is one."""
    text = example.text
    if "*** Settings ***" in text:
        return re.sub(r"(?:\.\./)+resources", str(REPOSITORY / "resources"), text)
    cells = [re.split(r" {2,}", line.strip()) for line in text.splitlines() if line.startswith("    ")]
    rows = any(cell[0] in experiments.catalogue() for cell in cells)
    imports = [f"Resource    {path}" for path in RESOURCES]
    settings = "\n".join(["*** Settings ***", *imports, *([ROWS] if rows else [])])
    if text.startswith(KEYWORDS):
        return f"{settings}\n\n{text}\n*** Test Cases ***\nIt Is A Keyword\n    {text.splitlines()[1]}\n"
    header = "" if "*** Test Cases ***" in text else "*** Test Cases ***\n"
    return f"{settings}\n\n{header}{text}"


def test_robot_accepts_every_table_and_would_refuse_a_wrong_one(tmp_path: Path) -> None:
    blocks = robot_blocks()
    assert len(blocks) >= 3
    wrong = Example(
        REPOSITORY / "README.md", 1, "A Wrong One\n    [Tags]    P4-1.2\n    one document    stages  ==  9 pages\n"
    )
    for number, block in enumerate([*blocks, wrong]):
        (tmp_path / f"example_{number}.robot").write_text(spec(block), encoding="utf-8")
    silent = ["--log", "NONE", "--report", "NONE", "--console", "none"]
    command = [sys.executable, "-m", "robot", "--dryrun", *silent, "--outputdir", str(tmp_path), str(tmp_path)]
    subprocess.run(command, cwd=tmp_path, check=False)
    suite = ExecutionResult(tmp_path / "output.xml").suite
    failed = [(test.name, test.message) for test in suite.all_tests if not test.passed]
    assert [name for name, _ in failed] == ["A Wrong One"], failed
    places = {f"Example {number}": block.place for number, block in enumerate(blocks)}
    looked_at = {test.parent.name for test in suite.all_tests}
    assert [place for name, place in places.items() if name not in looked_at] == []


@pytest.mark.parametrize("example", COMMANDS, ids=lambda example: example.place)
def test_our_programs_understand_every_command(example: Example) -> None:
    program, *words = words_of(example.text)
    match Path(program).name:
        case "countersign" if words:
            given, more = understood([word if word not in ("N", "M") else "1" for word in words])
            assert given.command == words[0]
            RobotFramework().parse_arguments([*(word for word in more if word != "--"), "."])
        case "robot" if words:
            RobotFramework().parse_arguments([*words, "."])
        case "make":
            assert set(words) <= set(TARGETS)
        case "python":
            assert find_spec(words[1]) is not None


def test_commands_were_found_in_many_documents() -> None:
    assert len({example.file for example in COMMANDS}) > 8
    assert {words_of(example.text)[0] for example in COMMANDS} >= {"countersign", "robot", "make", "python"}
