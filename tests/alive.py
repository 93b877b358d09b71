"""Which processes are still running."""

from contextlib import suppress

import psutil


def alive(pids: list[int]) -> list[int]:
    """Those that are still running; a zombie that waits to be reaped is not."""
    found = []
    for pid in pids:
        with suppress(psutil.NoSuchProcess):
            if psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
                found.append(pid)
    return found
