"""The original of a run's robots: a process that has loaded what they need, and becomes one by a copy of itself.

Loading takes a second or more, so it begins as soon as the run knows that it needs a robot. It goes on while the
environment gets ready.
"""

import socket
import subprocess
import sys
from contextlib import suppress
from multiprocessing.connection import Connection, Pipe
from tempfile import TemporaryFile
from typing import IO, Any

from keywords.basics.secrets import mask

MODULE = "keywords.libraries.robot_original"  # what the process runs
END_SECONDS = 20
ENDED_SECONDS = 1  # from the end of its lines to its own


class Original:
    """The process, as its run sees it. It ends with the run, however that ends."""

    def __init__(self) -> None:
        self._asks, far = socket.socketpair()
        self._errors = TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 (lives as long as the process)
        self._process = subprocess.Popen(  # noqa: S603 (a program of this package)
            [sys.executable, "-m", MODULE, str(far.fileno())],
            pass_fds=[far.fileno()],
            start_new_session=True,  # Ctrl-C is for the run, which ends its robots
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self._errors,
        )
        far.close()

    def copy(self, errors: IO[str]) -> "Connection[Any, Any]":
        """The line to a new robot, which writes its last errors to this file."""
        line, far = Pipe()
        with suppress(OSError):  # it has ended, and so does the line
            socket.send_fds(self._asks, [b"+"], [far.fileno(), errors.fileno()])
        far.close()
        return line

    def end(self) -> None:
        self._asks.close()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(END_SECONDS)
        self._errors.close()

    @property
    def last_error(self) -> str:
        """The last line that it wrote, if it has ended by itself."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(ENDED_SECONDS)
        return last_line(self._errors) if self._process.returncode else ""


def last_line(errors: IO[str]) -> str:
    """The last line of what a process wrote before it ended, masked; '' if there is none."""
    errors.seek(0)
    lines = [line for line in errors.read().splitlines() if line.strip()]
    return mask(lines[-1]) if lines else ""
