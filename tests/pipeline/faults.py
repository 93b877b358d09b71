"""Services that stop or freeze during a block."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import psutil

from pipeline.stack.supervisor import Supervisor, socket_path
from tests.pipeline.conftest import Stack


def supervisor(stack: Stack) -> Supervisor:
    """The stack's supervisor, asked directly: quicker than the command line."""
    return Supervisor(socket_path(stack.folder))


@contextmanager
def stopped(stack: Stack, *names: str) -> Iterator[None]:
    stack.cli("stop", *names)
    try:
        yield
    finally:
        stack.cli("start", *names)


@contextmanager
def frozen(stack: Stack, name: str) -> Iterator[None]:
    """The service keeps every connection open and answers nothing."""
    root = psutil.Process(stack.pids()[name])
    root.suspend()  # first, as it would start new children; it resumes last, as it reaps those that ended
    members = [*root.children(recursive=True), root]
    try:
        for member in members:
            member.suspend()
        yield
    finally:
        for member in members:
            member.resume()


@contextmanager
def asleep(*pids: int) -> Iterator[None]:
    try:
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)
