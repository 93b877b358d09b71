"""Records in each service of a stack which lines of the pipeline run when, with coverage.py.

It gets in as a seeded defect does: a `sitecustomize` calls `attach`. The recording is cut into slices of time, so that
what an experiment reached can be told afterwards from when it was under way. Services know nothing of experiments.
"""

import atexit
import contextlib
import functools
import os
import sys
import threading
import time
from pathlib import Path
from typing import Any, NoReturn

from keywords.proof import hook

FOLDER = "COUNTERSIGN_PROOF_LINES"  # the variable that names the folder for the recordings
SITECUSTOMIZE = "from keywords.proof.mutants.lines import attach\n\nattach()\n"
SERVICES = ("api", "worker", "storage", "llamaparse", "openai", "agent", "monitor", "web", hook.STACK)
FIRST_MODULE = "pipeline.variables"  # every process of the pipeline loads it early
SLICE = 0.5  # seconds
SEPARATOR = "@"


def attach() -> None:
    hook.after(FIRST_MODULE, SERVICES, record)


def record() -> None:
    """Record this process until it ends."""
    import coverage  # only where lines are recorded; it is no dependency of a run

    measured = coverage.Coverage(
        data_file=str(Path(os.environ[FOLDER]) / SEPARATOR.join((_stack(), str(os.getpid()), str(time.time_ns())))),
        include=[str(Path(sys.modules["pipeline"].__file__ or "").parent / "*")],
        config_file=False,
        messages=False,
    )
    measured.set_option("run:disable_warnings", ["no-data-collected"])  # a slice without lines is no news for a log
    measured.set_option("run:sigterm", True)  # an HTTP server ends by the signal that it was sent
    measured.start()
    _begin_slice(measured)
    threading.Thread(target=_go_on, args=(measured,), daemon=True).start()
    _save_before_the_end(measured)


def _stack() -> str:
    """The name of the stack that this process belongs to, or acts for."""
    words = sys.orig_argv
    named = words[words.index("--name") + 1] if "--name" in words[:-1] else ""
    return named or Path(os.environ.get("PIPELINE_DATA_DIR", "unknown")).name


def _begin_slice(measured: Any) -> None:
    measured.switch_context(str(time.time()))
    measured.save()  # a process may be killed at any moment


def _go_on(measured: Any) -> None:
    while True:
        time.sleep(SLICE)
        _begin_slice(measured)


def _save_before_the_end(measured: Any) -> None:
    """A service that was forked ends by `os._exit`, which lets nothing else happen; a command is soon over."""
    atexit.register(measured.save)
    end = os._exit

    @functools.wraps(end)
    def save_first(status: int) -> NoReturn:
        with contextlib.suppress(Exception):
            measured.save()
        end(status)

    setattr(os, "_exit", save_first)  # noqa: B010 (mypy forbids assigning to a function)
