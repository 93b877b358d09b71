"""Progress on the terminal: how far the run is, what runs now, and how much time is left."""

import math
import os
import shutil
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, TextIO

from robot import result, running
from robot.libraries.BuiltIn import BuiltIn

from keywords.proof import hook
from keywords.running import durations, estimate
from keywords.running.checks import TEMPLATE, experiments_of, leave_out_what_is_set_aside
from keywords.running.run import Run

MARKS = {"PASS": "✓", "FAIL": "✗", "SKIP": "○"}
WAITING = "…"
CLEARED = "\r\033[K"  # the live line, wiped out
RECORDING = "keywords.libraries.recording"
PERIOD = 0.5  # seconds between two looks at what runs
QUIET = 15.0  # without a terminal: seconds without output before a line says what runs


class Progress:
    """A Robot listener for the command line: a live line on a terminal, else one line for each check."""

    ROBOT_LISTENER_API_VERSION = 3

    def __init__(self, stream: TextIO | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream = stream or sys.__stdout__ or sys.stdout
        self._lively = self._stream.isatty()
        self._clock = clock
        self._began = self._spoke = clock()
        self._done = self._rows = self._sentences = 0  # rows and sentences still to run
        self._sentences_took: list[float] = []
        self._check, self._check_began, self._awaits = "", 0.0, ""
        self._run: Run | None = None
        self._known: dict[str, float] = {}
        self._over = threading.Event()
        self._writing = threading.Lock()
        self._ticker = threading.Thread(target=self._tick_on, name="progress", daemon=True)

    def start_suite(self, data: running.TestSuite, _result: result.TestSuite) -> None:
        self._find_the_run()
        self._check = f"{data.name} …" if data.has_setup else ""
        if data.parent is None:
            leave_out_what_is_set_aside(data, BuiltIn().get_variable_value("${OPTIONS}")["include"])
            self._rows = sum(map(is_row, data.all_tests))
            self._sentences = data.test_count - self._rows
            self._ticker.start()

    def start_test(self, data: running.TestCase, _result: result.TestCase) -> None:
        self._find_the_run()
        self._check, self._check_began, self._awaits = data.name, self._clock(), "".join(experiments_of(data)[:1])
        if self._lively:
            self.tick()

    def end_test(self, data: running.TestCase, shown: result.TestCase) -> None:
        self._done += 1
        if is_row(data):
            self._rows -= 1
        else:
            self._sentences -= 1
            self._sentences_took.append(self._clock() - self._check_began)
        mark = MARKS.get(shown.status, "?")
        line = f"{mark} {data.name}" if self._lively else f"{mark} {self._where()}  {data.name}"
        if shown.status != "PASS":
            line += f"\n      {shown.message.splitlines()[0] if shown.message else shown.status}"
        self._check = self._awaits = ""
        self._write(f"{CLEARED}{line}\n" if self._lively else f"{line}\n")

    def end_suite(self, data: running.TestSuite, _result: result.TestSuite) -> None:
        if data.parent is None:
            self._end()

    def close(self) -> None:
        self._end()
        if self._run and self._run.scheduler.took and hook.MARKS not in os.environ:  # a broken pipeline has other times
            durations.remember(self._run.environment.name, self._run.scheduler.took)

    def tick(self) -> None:
        """Show what runs now: on a terminal always, elsewhere only after a while without output."""
        if self._lively:
            self._write(f"{CLEARED}{self._live()}")
        elif self._clock() - self._spoke >= QUIET:
            self._write(f"{WAITING} {self._where()}  {', '.join(self._now())}\n")

    def _tick_on(self) -> None:
        while not self._over.wait(PERIOD):
            with suppress(Exception):  # one line that cannot be drawn must not end the progress
                self.tick()

    def _end(self) -> None:
        if self._over.is_set():
            return
        self._over.set()
        if self._ticker.is_alive():
            self._ticker.join(timeout=PERIOD)
        if self._lively:
            self._write(CLEARED)

    def _find_the_run(self) -> None:
        """Take the run from the recording library once a suite has imported it. A dry run has nothing to estimate."""
        if self._run is None and not BuiltIn().dry_run_active:
            with suppress(RuntimeError):
                library: Any = BuiltIn().get_library_instance(RECORDING)
                self._run = library.run
                self._known = durations.known(library.run.environment.name)

    def _live(self) -> str:
        width = shutil.get_terminal_size().columns - 1  # a full line would wrap
        where = self._where()
        return f"{where} {in_room(self._now(), width - len(where) - 1)}"[:width]

    def _where(self) -> str:
        total = self._done + self._rows + self._sentences
        parts = [f"{self._done:>{len(str(total))}}/{total} checks"]
        at = self._standing()
        if at and at.planned:
            parts.append(f"{len(at.planned) - len(at.left)}/{len(at.planned)} experiments")
        parts.append(minutes(self._clock() - self._began))
        if at and self._done < total and (at.planned or not self._rows):  # rows without a plan: it is not made yet
            left = estimate.of_experiments(at, self._known)
            left += estimate.of_checks(self._rows, self._sentences, self._sentences_took)
            parts.append(f"about {minutes(5 * math.ceil(left / 5))} left")
        return f"[{', '.join(parts)}]"

    def _standing(self) -> estimate.Standing | None:
        if self._run is None:
            return None
        scheduler = self._run.scheduler
        planned = [scheduler.catalogue[name] for name in scheduler.planned]
        return estimate.Standing(planned, scheduler.took, scheduler.elapsed, scheduler.lanes)

    def _now(self) -> list[str]:
        """The experiments under way, the one that the check waits for first; the check if there are none."""
        names = self._run.scheduler.under_way if self._run else []
        return sorted(names, key=lambda name: name != self._awaits) or [self._check]

    def _write(self, text: str) -> None:
        with self._writing:
            self._stream.write(text)
            self._stream.flush()
            self._spoke = self._clock()


def is_row(test: running.TestCase) -> bool:
    return str(test.template or "") == TEMPLATE


def minutes(seconds: float) -> str:
    """As on a clock: 0:07, 1:12, 1:02:05."""
    whole = int(seconds)
    hours, rest = divmod(whole, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"


def in_room(names: Sequence[str], width: int) -> str:
    """As many names as fit and the number of the others; at least one name, cut off if it must be."""
    for shown in range(len(names), 0, -1):
        more = [f"+{len(names) - shown}"] if shown < len(names) else []
        text = ", ".join([*names[:shown], *more])
        if len(text) <= width or shown == 1:
            break
    return text if len(text) <= width else f"{text[: max(width - 1, 0)]}…"
