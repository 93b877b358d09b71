"""Loads what robots need, and becomes a robot for each that the run asks for, in a copy of this process.

`python -m keywords.libraries.robot_original` is such a process. It has one thread, as a process must that is copied.
"""

import gc
import os
import signal
import socket
import sys
from importlib import import_module

from keywords.experiments import RESOURCES
from keywords.libraries.base import RECORDING
from keywords.libraries.robot_process import ROBOTS, work
from keywords.running.in_robot import written_in
from keywords.running.robots import MODULE

LATE = ("fpdf", "jwt")  # loaded where they are needed, since few other processes do
SAFE = sys.platform == "linux"  # elsewhere system libraries may break in a copy of a process that has used them


def load() -> None:
    """The modules that robots work with, and the libraries of all experiments in Robot."""
    gc.disable()  # imports make many objects and no garbage
    for name in (MODULE, RECORDING, ROBOTS, *LATE):
        import_module(name)
    written_in(RESOURCES)
    gc.freeze()
    gc.enable()


def line_of_a_copy(asked: socket.socket) -> int:
    """Copy this process for each robot that the run asks for. Returns in a copy; the original ends with the run."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # a robot that has ended leaves nothing behind
    while given := socket.recv_fds(asked, 1, 2)[1]:
        line, errors = given
        if not os.fork():
            asked.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.setsid()
            os.dup2(errors, sys.stderr.fileno())
            os.close(errors)
            return line
        os.close(line)
        os.close(errors)
    sys.exit()


if __name__ == "__main__":
    if SAFE:
        load()
    line = line_of_a_copy(socket.socket(fileno=int(sys.argv[1])))
    if SAFE:
        work(line)
    else:
        os.set_inheritable(line, True)
        os.execv(sys.executable, [sys.executable, "-m", MODULE, str(line)])  # noqa: S606 (a program of this package)
