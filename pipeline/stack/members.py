"""The processes of a stack, found by their environment, even if no supervisor knows them any more."""

import contextlib
import signal
import time
from pathlib import Path

import psutil

MARK = "SUPERVISOR_ENABLED"  # in the environment of a supervisor and of everything it starts
POLL_SECONDS = 0.02
KILL_SECONDS = 10


def of(folder: Path) -> list[psutil.Process]:
    """The supervisor of the stack in `folder`, and every process it ever started that is still alive."""
    return [process for process in psutil.process_iter() if _belongs(process, folder)]


def _belongs(process: psutil.Process, folder: Path) -> bool:
    try:
        variables = process.environ()
        if variables.get("PIPELINE_DATA_DIR") != str(folder):
            return False
        return MARK in variables
    except psutil.Error:  # another user's, or gone
        return False


def _supervises(process: psutil.Process) -> bool:
    return "pipeline.stack.forking" in _command(process)


def _serves_database(process: psutil.Process) -> bool:
    return Path(next(iter(_command(process)), "")).name.startswith("postgres")


def _command(process: psutil.Process) -> list[str]:
    try:
        return list(process.cmdline())
    except psutil.Error:
        return []


def end(folder: Path, seconds: float) -> bool:
    """End the remaining processes of a stack: ask first, the database last, then kill. False if none remained."""
    found = of(folder)
    for process in found:
        if _supervises(process):  # first, or it would restart the others
            _signal(process, signal.SIGKILL)
    deadline = time.monotonic() + seconds
    servers = [process for process in found if _serves_database(process)]
    others = [process for process in found if process not in servers]
    for group, polite in ((others, signal.SIGTERM), (servers, signal.SIGINT)):
        for process in group:
            _signal(process, polite)
        gone(group, deadline - time.monotonic())
    return bool(found)


def gone(processes: list[psutil.Process], seconds: float) -> None:
    """Wait until all have ended; kill those that take longer than `seconds`."""
    deadline, forced = time.monotonic() + seconds, False
    while alive := [process for process in processes if _lives(process)]:
        if time.monotonic() > deadline:
            if forced:  # the kernel holds it, so not even SIGKILL helps
                return
            for process in alive:
                _signal(process, signal.SIGKILL)
            deadline, forced = time.monotonic() + KILL_SECONDS, True
        time.sleep(POLL_SECONDS)


def _lives(process: psutil.Process) -> bool:
    """False for a zombie, which only waits for its parent or init to reap it."""
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def _signal(process: psutil.Process, number: signal.Signals) -> None:
    with contextlib.suppress(psutil.NoSuchProcess):
        process.send_signal(number)
