"""Every spec that the documentation shows runs, and each of its three scenarios turns red if the pipeline is broken."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from robot.api import ExecutionResult

from keywords.basics.folders import REPOSITORY
from keywords.proof import one_run
from keywords.proof.defects import defects

PAGES = ("README.md", "docs/writing-specs.md")
EXAMPLES = REPOSITORY / "suites" / "examples" / "scenarios.robot"
BLOCK = re.compile(r"^( *)```robotframework\n(.*?)^ *```$", re.DOTALL | re.MULTILINE)
SECTION = re.compile(r"^\*\*\* (?:Test Cases|Keywords) \*\*\*.*\n", re.MULTILINE)
ASKED_FOR = "exampleORP9-8.1ORP9-11.1"
SECONDS = 600
BROKEN = {  # a defect, and the scenario that it turns red
    "agent_remembers_the_deleted": "The Agent Answers Only From The Document That Is Left",
    "waits_without_a_reason": "A Document Waits For The Model And Is Done When It Is Back",
    "model_outage_is_the_end": "A Document Waits For The Model And Is Done When It Is Back",
    "events_name_the_next_stage": "The Events Of A Job Tell Its Nine Stages In Order",
}


def blocks() -> list[str]:
    pages = [(REPOSITORY / page).read_text(encoding="utf-8") for page in PAGES]
    found = [match for page in pages for match in BLOCK.findall(page)]
    return ["\n".join(line.removeprefix(indent) for line in text.splitlines()) + "\n" for indent, text in found]


WHOLE = [block for block in blocks() if "*** Settings ***" in block]
PARTS = [block for block in blocks() if "*** Settings ***" not in block]


def test_the_documents_show_specs() -> None:
    assert (len(WHOLE), len(PARTS)) == (3, 5)


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.splitlines()[0][:40])
def test_a_part_of_a_spec_is_shown_as_it_stands_in_the_suites(part: str) -> None:
    """So it runs whenever they do."""
    shown = SECTION.split(part)[-1]
    files = [*(REPOSITORY / "suites").rglob("*.robot"), *(REPOSITORY / "resources").rglob("*.resource")]
    specs = (path.read_text(encoding="utf-8") for path in files)
    assert any(shown in f"{spec}\n" for spec in specs)


@pytest.fixture(scope="module")
def statuses(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What became of each check of the shown specs and of the examples."""
    folder = tmp_path_factory.mktemp("documented")
    for number, block in enumerate(WHOLE):
        text = block.replace("../../resources", str(REPOSITORY / "resources"))
        (folder / f"shown_{number}.robot").write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "robot", "--report", "NONE", "--include", ASKED_FOR, "-d", str(folder / "results")]
    subprocess.run(
        [*command, str(folder), str(EXAMPLES)], cwd=folder, capture_output=True, check=False, timeout=SECONDS
    )
    tests = ExecutionResult(folder / "results" / "output.xml").suite.all_tests
    return {test.name: "" if test.passed else f"{test.status}: {test.message}" for test in tests}


def test_every_shown_spec_passes(statuses: dict[str, str]) -> None:
    assert len(statuses) == len(WHOLE) + 3
    assert {name: why for name, why in statuses.items() if why} == {}


@pytest.mark.parametrize("defect", BROKEN)
def test_each_scenario_turns_red_if_the_pipeline_is_broken_accordingly(tmp_path: Path, defect: str) -> None:
    (known,) = defects(defect)
    ran = one_run.run(["--test", BROKEN[defect]], tmp_path, known)
    assert ran.trouble == ""
    assert ran.red == (BROKEN[defect],), "the step that sees it says what it expected and saw"
    assert ran.dossier["decision"] == "NO-GO"
