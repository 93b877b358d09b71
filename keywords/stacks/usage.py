"""The processor time and memory that processes use."""

from collections.abc import Iterable
from dataclasses import dataclass

import psutil


@dataclass(frozen=True)
class Used:
    processor: float  # seconds, of all processes since they began
    memory: int  # bytes; shared pages are counted once
    processes: int


def used_by(parents: Iterable[psutil.Process]) -> Used:
    """What these processes and their children have used so far."""
    usages = [usage for parent in parents for each in family(parent) if (usage := _one(each))]
    return Used(sum(usage[0] for usage in usages), sum(usage[1] for usage in usages), len(usages))


def family(parent: psutil.Process) -> list[psutil.Process]:
    """A process and its children; empty if it has ended."""
    try:
        return [parent, *parent.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def _one(process: psutil.Process) -> tuple[float, int] | None:
    try:
        times, memory = process.cpu_times(), process.memory_full_info()
        return times.user + times.system, getattr(memory, "pss", memory.rss)
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return None
