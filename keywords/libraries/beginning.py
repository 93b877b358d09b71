"""What a run of Robot was asked for. A mistake in it ends Robot in one line, before anything runs."""

import os
import sys
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import NoReturn

from robot.errors import DataError
from robot.libraries.BuiltIn import BuiltIn
from robot.output import LOGGER
from robot.utils import normalize

from keywords import environments
from keywords.basics.folders import RESULTS
from keywords.environments import Environment
from keywords.running import runs

NAMED = "ENVIRONMENT"
PREFIX = environments.VARIABLE.removesuffix(NAMED)
FILES = {"OUTPUT FILE": "output.xml", "LOG FILE": "log.html", "REPORT FILE": "report.html"}


def chosen_environment() -> Environment:
    """The environment that a variable names. A variable whose name is nearly the right one is a mistake."""
    if wrong := misnamed(name.removeprefix(PREFIX) for name in os.environ if name.startswith(PREFIX)):
        raise DataError(f"the variable {PREFIX}{wrong} means nothing here; did you mean {PREFIX}{NAMED}?")
    if not BuiltIn().robot_running:
        return environments.load()
    given = BuiltIn().get_variables(no_decoration=True)
    if wrong := misnamed(given):
        raise DataError(f"the variable {wrong} means nothing here; did you mean {NAMED}?")
    runs.kept()
    return environments.load(BuiltIn().get_variable_value(f"${{{NAMED}}}"))


def misnamed(names: Iterable[str]) -> str:
    """The name that was meant to be ENVIRONMENT; '' if there is none, or the right one is there, too."""
    known = {normalize(name, ignore="_"): name for name in names}
    right = normalize(NAMED)
    if right in known:
        return ""
    short = [name for name in known if len(name) > 2 and right.startswith(name)]
    wrong = short or get_close_matches(right, known, n=1, cutoff=0.8)
    return known[wrong[0]] if wrong else ""


def chosen_folder() -> Path | None:
    """Robot's output directory, if somebody chose one that is not the place of all runs."""
    chosen = Path(str(BuiltIn().get_variable_value("${OUTPUT DIR}")))
    return None if chosen.resolve() in (Path.cwd().resolve(), RESULTS) else chosen


def files_of_robot() -> dict[str, Path]:
    """Where Robot writes what, by the name that it has in a run's folder."""
    return {name: Path(str(BuiltIn().get_variable_value(f"${{{kind}}}"))) for kind, name in FILES.items()}


def refuse(problem: Exception) -> NoReturn:
    """End Robot in one line. Robot itself would print a traceback, and go on without the library."""
    assert sys.__stderr__ is not None  # noqa: S101 (Robot has one)
    sys.__stderr__.write(f"countersign: nothing was run: {problem}\n")
    LOGGER.unregister_console_logger()  # "Execution stopped by user" would be wrong
    raise SystemExit
