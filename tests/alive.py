"""Which processes still run."""

from contextlib import suppress

import psutil


def alive(pids: list[int]) -> list[int]:
    """Those that still run; one that only waits for init to take note of its end does not."""
    found = []
    for pid in pids:
        with suppress(psutil.NoSuchProcess):
            if psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
                found.append(pid)
    return found
