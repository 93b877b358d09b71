"""Progress on the terminal: what runs, how far, how long still. One line a check where nobody watches."""

import sys
import time
from typing import TextIO

from robot import result, running
from robot.libraries.BuiltIn import BuiltIn

from keywords.running.checks import leave_out_the_nightly

MARKS = {"PASS": "✓", "FAIL": "✗", "SKIP": "○"}


class Progress:
    """A Robot listener for the command line."""

    ROBOT_LISTENER_API_VERSION = 3

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.__stdout__ or sys.stdout
        self._lively = self._stream.isatty()
        self._total = self._done = 0
        self._began = time.monotonic()

    def start_suite(self, data: running.TestSuite, _result: result.TestSuite) -> None:
        if data.parent is None:
            leave_out_the_nightly(data, BuiltIn().get_variable_value("${OPTIONS}")["include"])
            self._total = data.test_count

    def start_test(self, data: running.TestCase, _result: result.TestCase) -> None:
        if self._lively:
            self._write(f"\r\033[K{self._where()}  {data.name} …")

    def end_test(self, data: running.TestCase, shown: result.TestCase) -> None:
        self._done += 1
        line = f"{MARKS.get(shown.status, '?')} {self._where()}  {data.name}"
        if shown.status != "PASS":
            line += f"\n      {shown.message.splitlines()[0] if shown.message else shown.status}"
        self._write(f"\r\033[K{line}\n" if self._lively else f"{line}\n")

    def _where(self) -> str:
        took = time.monotonic() - self._began
        left = took / self._done * (self._total - self._done) if self._done else None
        still = f"about {left:.0f} s left" if left else f"{took:.0f} s"
        return f"[{self._done:>3}/{self._total}, {still}]"

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()
