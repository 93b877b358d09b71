"""A modifier for robot: only these checks, in this order, whatever files they are in.

`--prerunmodifier keywords.proof.mutants.order.InThisOrder:FILE`; the file holds parts, each a list of names of checks.
All checks of a part come before those of the next, although a file may have checks of both.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from robot.api import SuiteVisitor

MODIFIER = f"{__name__}.InThisOrder"


class InThisOrder(SuiteVisitor):  # type: ignore[misc]  # robot is untyped
    def __init__(self, file: str) -> None:
        self.parts: list[list[str]] = json.loads(Path(file).read_text(encoding="utf-8"))

    def start_suite(self, suite: Any) -> bool:
        """The suite that robot was given; its suites are read once for each part."""
        ranks = [{name: rank for rank, name in enumerate(part)} for part in self.parts]
        whole = list(suite.suites)
        own = list(suite.tests)
        suite.suites = [each for part in ranks for each in ordered(whole, part)]
        suite.tests = sorted((test for test in own if any(test.name in part for part in ranks)), key=_first(ranks))
        return False


def ordered(suites: Sequence[Any], rank: Mapping[str, int]) -> list[Any]:
    """Copies of these suites with the ranked checks alone, the suite with the first of them first."""
    return _ranked([suite.deepcopy() for suite in suites], rank)


def _ranked(suites: Sequence[Any], rank: Mapping[str, int]) -> list[Any]:
    for suite in suites:
        suite.suites = _ranked(list(suite.suites), rank)
        suite.tests = sorted((test for test in suite.tests if test.name in rank), key=lambda test: rank[test.name])
    filled = [suite for suite in suites if suite.test_count]
    return sorted(filled, key=lambda suite: min(rank[test.name] for test in suite.all_tests))


def _first(ranks: Sequence[Mapping[str, int]]) -> Any:
    return lambda test: next((number, part[test.name]) for number, part in enumerate(ranks) if test.name in part)
