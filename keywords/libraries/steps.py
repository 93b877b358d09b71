"""Draws steps in Robot's log: each becomes a keyword with its own name, its own time, and what it saw."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from html import escape as in_html
from typing import Any

from robot import result
from robot.api import logger
from robot.api.deco import keyword, library
from robot.libraries.BuiltIn import BuiltIn
from robot.utils import escape

from keywords.basics.secrets import mask
from keywords.evidence.model import DONE, Step

NAME = "Steps"  # before each step in the log
MARK = "\u2060"  # has no width: before the name of a step, so that no other keyword can have it
_VARIABLE = re.compile(r"[$@&%]\{")  # in a name, Robot would replace it
COLOURS = {"failed": "#b00020", "inconclusive": "#8a5a00", "under way": "#8a5a00"}


def tell(steps: Iterable[Step]) -> None:
    """Draw these steps within the keyword that is under way."""
    told = list(steps)
    if told and BuiltIn().robot_running:
        BuiltIn().import_library(__name__, "AS", NAME)  # of this suite; harmless if it was imported before
        drawing: Any = BuiltIn().get_library_instance(NAME)
        drawing.tell(told)


@library(scope="GLOBAL", listener="SELF", auto_keywords=False)
class steps:  # noqa: N801 (Robot Framework finds the library by its module's name)
    """Has no keyword to call: the other libraries tell it what was done."""

    ROBOT_LISTENER_API_VERSION = 3

    def __init__(self) -> None:
        self._telling: list[Step] = []

    def tell(self, steps: Iterable[Step]) -> None:
        for each in steps:
            self._telling.append(each)
            BuiltIn().run_keyword(f"{MARK}{escape(_VARIABLE.sub('{', mask(str(each))))}")

    @keyword(f"{MARK}${{sentence}}")
    def step(self, _sentence: str) -> None:
        """One step of what was done, drawn from its record."""
        told = self._telling[-1]
        for seen in told.seen if told.outcome == DONE else told.seen[:-1]:
            logger.info(mask(seen))
        if told.outcome != DONE:
            why = f"{told.outcome}: {told.seen[-1]}" if told.seen else told.outcome
            colour = COLOURS[told.outcome]
            logger.info(f'<span style="color: {colour}; font-weight: bold">{in_html(mask(why))}</span>', html=True)
        self.tell(told.steps)

    def log_message(self, message: result.Message) -> None:
        """What a step saw was seen at its end."""
        if self._telling:
            message.timestamp = _local(self._telling[-1].started) + timedelta(seconds=self._telling[-1].seconds)

    def end_keyword(self, _data: Any, shown: result.Keyword) -> None:
        if str(shown.name).startswith(MARK) and self._telling:
            told = self._telling.pop()
            shown.start_time = _local(told.started)
            shown.elapsed_time = told.seconds
            shown.args, shown.doc = [mask(arg) for arg in told.args], ""


def _local(moment: datetime) -> datetime:
    """The same moment as Robot writes it: in the zone of this machine, without saying so."""
    return moment.astimezone().replace(tzinfo=None)
