"""robot.toml, read by RobotCode itself: its profiles select what they promise, and leave it in results/."""

import json
import subprocess
import sys
import tomllib
from functools import cache
from typing import Any

import pytest
from robot.model import TagPatterns

from keywords.basics.folders import REPOSITORY
from keywords.running.checks import read

SELECTED = {"embedded": ["*"], "smoke": ["smoke"], "failures": ["destructive"], "nightly": ["nightly", "P*"]}


def robotcode(*words: str) -> str:
    command = [sys.executable, "-m", "robotcode.cli", *words]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@cache
def every_check() -> dict[str, list[str]]:
    """Each check of the suites, with its tags."""
    return {test.name: [str(tag) for tag in test.tags] for test in read().all_tests}


def profile(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(robotcode("-f", "json", "-p", name, "profiles", "show"))
    return found


def test_there_is_a_profile_for_each_way_to_run() -> None:
    settings = tomllib.loads((REPOSITORY / "robot.toml").read_text(encoding="utf-8"))
    assert set(settings["profiles"]) == set(SELECTED)
    assert settings["default-profiles"] == ["embedded"]
    assert all(each["description"] for each in settings["profiles"].values())


@pytest.mark.parametrize("name", SELECTED)
def test_a_profile_runs_what_it_promises_on_the_embedded_pipeline(name: str) -> None:
    shown = profile(name)
    assert shown["output-dir"] == "results"
    assert shown["variables"] == {"ENVIRONMENT": "embedded"}
    found = json.loads(robotcode("-f", "json", "-p", name, "discover", "tests"))
    wanted = {check for check, tags in every_check().items() if TagPatterns(SELECTED[name]).match(tags)}
    assert {item["name"] for item in found["items"]} == wanted
    assert wanted


def test_only_the_nightly_profile_asks_for_what_needs_a_night_and_none_for_examples() -> None:
    asking = {name: TagPatterns(profile(name).get("includes", [])) for name in SELECTED}
    assert [name for name, tags in asking.items() if tags.match(["nightly"])] == ["nightly"]
    assert [name for name, tags in asking.items() if tags.match(["example"])] == []
