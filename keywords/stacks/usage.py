"""The processor time and memory that processes use."""

from collections.abc import Iterable
from dataclasses import dataclass

import psutil


@dataclass(frozen=True)
class Used:
    processor: float  # seconds, of all processes since they began
    memory: int  # bytes; shared pages are counted once
    processes: int
    written: int | None = None  # bytes, of all processes since they began; None if the machine does not tell


def used_by(parents: Iterable[psutil.Process]) -> Used:
    """What these processes and their children have used so far."""
    usages = [usage for parent in parents for each in family(parent) if (usage := _one(each))]
    told = [usage[2] for usage in usages if usage[2] is not None]
    written = sum(told) if len(told) == len(usages) else None
    return Used(sum(usage[0] for usage in usages), sum(usage[1] for usage in usages), len(usages), written)


def family(parent: psutil.Process) -> list[psutil.Process]:
    """A process and its children; empty if it has ended."""
    try:
        return [parent, *parent.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def _one(process: psutil.Process) -> tuple[float, int, int | None] | None:
    try:
        times, memory = process.cpu_times(), process.memory_full_info()
        return times.user + times.system, getattr(memory, "pss", memory.rss), _written(process)
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return None


def _written(process: psutil.Process) -> int | None:
    """The bytes that a process has written to files, whether or not they have reached a disk."""
    try:
        counters = process.io_counters()
    except (AttributeError, psutil.AccessDenied):  # not on every system
        return None
    return int(getattr(counters, "write_chars", counters.write_bytes))
