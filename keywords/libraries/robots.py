"""What a robot does: it carries out experiments for another run, and their keywords are the steps."""

from collections.abc import Mapping
from typing import Any

from robot.api.deco import keyword, library
from robot.errors import DataError
from robot.libraries.BuiltIn import BuiltIn

from keywords.evidence.model import DONE
from keywords.evidence.recorder import course
from keywords.libraries.base import SERVICE

WITHIN = 2  # keywords are under way around each step: the one below, and the experiment
OUTCOMES = {"PASS": DONE, "SKIP": "inconclusive"}
NOT_RUN = "NOT RUN"


@library(scope="GLOBAL", listener="SELF")
class robots:  # noqa: N801 (Robot Framework finds the library by its module's name)
    """For the one test of a robot; no spec imports it."""

    ROBOT_LISTENER_API_VERSION = 3

    def __init__(self) -> None:
        self._depth = 0

    @keyword
    def carry_out_orders(self) -> None:
        """Carry out each experiment that the run asks for, until it has no more of them."""
        BuiltIn().get_variable_value(SERVICE).carry_out_orders()

    def start_keyword(self, _data: Any, shown: Any) -> None:
        self._depth += 1
        told = course()
        if told is not None and self._depth > WITHIN and shown.status != NOT_RUN:
            told.begin(shown.name, [value_of(each) for each in shown.args])

    def end_keyword(self, _data: Any, shown: Any) -> None:
        told = course()
        if told is not None and self._depth > WITHIN and shown.status != NOT_RUN:
            told.end(OUTCOMES.get(shown.status, "failed"), [shown.message] if shown.message else [])
        self._depth -= 1


def value_of(argument: Any) -> Any:
    """The value of an argument as the log shows it, as far as Robot can tell it before the keyword begins."""
    try:
        return readable(BuiltIn().replace_variables(argument))
    except DataError:
        return argument


def readable(value: Any) -> Any:
    """A value as the log shows it: of a list or of named values, its items."""
    items = [f"{key}={each}" for key, each in value.items()] if isinstance(value, Mapping) else value
    return ", ".join(map(str, items)) if isinstance(items, list | tuple) else items
