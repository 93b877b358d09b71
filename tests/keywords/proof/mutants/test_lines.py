"""The recording of lines: in services and in commands, until their very end, and nowhere else."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from keywords.proof.mutants import lines
from keywords.proof.mutants.unbroken import slices_in

MAIN = """import os
import signal

import pipeline.variables
from pipeline.target import work

work()
if os.environ.get("END") == "exit":
    os._exit(0)
if os.environ.get("END") == "signal":
    signal.raise_signal(signal.SIGTERM)
"""
TINY_PIPELINE = {
    "__init__.py": "",
    "variables.py": "",
    "target.py": 'import os\n\n\ndef work():\n    print("worked", flush=True)\n\n\ndef rest():\n    print("rested")\n',
    "__main__.py": MAIN,
}


def recorded(tmp_path: Path, *command: str, **variables: str) -> tuple[str, dict[str, set[int]]]:
    """What a tiny pipeline's process printed, and the lines that were recorded in it, by stack and file."""
    package, path, found = tmp_path / "tree" / "pipeline", tmp_path / "path", tmp_path / "lines"
    for folder in (package, path, found):
        folder.mkdir(parents=True)
    for name, text in TINY_PIPELINE.items():
        (package / name).write_text(text)
    (path / "sitecustomize.py").write_text(lines.SITECUSTOMIZE)
    own = {lines.FOLDER: str(found), "PYTHONPATH": str(path), "PIPELINE_DATA_DIR": "/stacks/mine", **variables}
    words = [sys.executable, "-m", "pipeline", *command]
    ran = subprocess.run(
        words, cwd=package.parent, env={**os.environ, **own}, capture_output=True, text=True, check=False
    )
    seen: dict[str, set[int]] = {}
    for each in slices_in(found, package.parent):
        for file, numbers in each.lines.items():
            seen.setdefault(f"{each.stack} {file}", set()).update(numbers)
    return ran.stdout + ran.stderr, seen


@pytest.mark.parametrize("variables", [{}, {"END": "exit"}, {"END": "signal"}])
def test_a_service_is_recorded_until_its_end(tmp_path: Path, variables: dict[str, str]) -> None:
    said, seen = recorded(tmp_path, "run", "worker", **variables)
    assert said == "worked\n"  # nothing is added to a log
    assert seen["mine pipeline/target.py"] >= {4, 5}
    assert not seen["mine pipeline/target.py"] & {9}


def test_a_command_is_recorded_for_the_stack_that_it_names(tmp_path: Path) -> None:
    _, seen = recorded(tmp_path, "requeue", "--name", "lent")
    assert seen["lent pipeline/target.py"] >= {4, 5}


def test_the_database_which_becomes_another_program_is_not_recorded(tmp_path: Path) -> None:
    said, seen = recorded(tmp_path, "run", "postgres")
    assert "worked" in said
    assert seen == {}
