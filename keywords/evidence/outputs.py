"""Robot's reports of several runs, put together: one tree of suites, one log, and links that lead where they did."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from robot.api import ExecutionResult, ResultVisitor, ResultWriter
from robot.errors import DataError
from robot.result import TestSuite

from keywords.evidence.results import OUTPUT

ROOT = "Merged runs"
ANCHOR = re.compile(r"(?<=[#'])s1(?:-s\d+)*-t\d+\b")


@dataclass(frozen=True)
class Report:
    """What Robot reported of one run, and the files of its evidence that got another name."""

    result: Any
    renamed: Mapping[str, str]


def read(folder: Path, renamed: Mapping[str, str]) -> Report | None:
    """What Robot reported of the run in this folder; None if that is missing or torn."""
    try:
        return Report(ExecutionResult(str(folder / OUTPUT)), renamed)
    except DataError:
        return None


def merge(reports: Sequence[Report], folder: Path) -> str:
    """Write one output.xml, log.html and report.html. The name of the suite above all others; '' if there is none."""
    ids = [{test.id: test for test in report.result.suite.all_tests} for report in reports]
    first, *others = reports
    roots = [report.result.suite for report in reports]
    above = "" if len({(root.name, str(root.source)) for root in roots}) == 1 else ROOT
    if above:
        first.result.suite = TestSuite(name=ROOT)
        for root in roots:
            _join_below(first.result.suite, root)
    else:
        for root in roots[1:]:
            _join(first.result.suite, root)
    for other in others:
        first.result.errors.add(other.result.errors)
    for report, tests in zip(reports, ids, strict=True):
        moved = _Moved({old: test.id for old, test in tests.items()}, report.renamed)
        for test in tests.values():
            test.visit(moved)
    first.result.save(str(folder / OUTPUT))
    pages = {"log": str(folder / "log.html"), "report": str(folder / "report.html")}
    ResultWriter(str(folder / OUTPUT)).write_results(**pages)
    return above


def _join(into: Any, more: Any) -> None:
    """Add the tests of a suite to those of its twin."""
    begins = [suite.start_time for suite in (into, more) if suite.start_time]
    ends = [suite.end_time for suite in (into, more) if suite.end_time]
    into.tests.extend(list(more.tests))
    for suite in list(more.suites):
        _join_below(into, suite)
    into.elapsed_time = None
    into.start_time, into.end_time = min(begins, default=None), max(ends, default=None)


def _join_below(into: Any, suite: Any) -> None:
    twins = (own for own in into.suites if (own.name, own.source) == (suite.name, suite.source))
    if twin := next(twins, None):
        _join(twin, suite)
    else:
        into.suites.append(suite)


class _Moved(ResultVisitor):  # type: ignore[misc]  # robot is untyped
    """Links to another test of the same run, or to a file that got another name, follow it."""

    def __init__(self, ids: Mapping[str, str], renamed: Mapping[str, str]) -> None:
        self._ids, self._renamed = ids, renamed

    def start_test(self, test: Any) -> None:
        test.doc, test.message = self._files(test.doc), self._files(test.message)

    def visit_message(self, message: Any) -> None:
        if message.html:
            text = ANCHOR.sub(lambda found: self._ids.get(found[0], found[0]), message.message)
            message.message = self._files(text)

    def _files(self, text: str) -> str:
        for old, new in self._renamed.items():
            text = text.replace(old, new)
        return text
