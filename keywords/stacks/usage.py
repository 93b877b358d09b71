"""What the processes of an environment use, where they can be looked at: those of the embedded pipeline."""

from dataclasses import dataclass

import psutil

from keywords.evidence.recorder import recorder
from keywords.world import World


@dataclass(frozen=True)
class Used:
    processor: float  # seconds, of all processes since they began
    memory: int  # bytes, shared pages counted once
    processes: int


def look(world: World) -> Used:
    """What the processes that the environment names, and their children, have used so far."""
    pids = [int(str(found["pid"])) for found in world.processes.values() if found.get("pid")]
    every = [each for pid in pids for each in family(pid)]
    usages = [usage for each in every if (usage := one(each))]
    return Used(sum(usage[0] for usage in usages), sum(usage[1] for usage in usages), len(usages))


def family(pid: int) -> list[psutil.Process]:
    try:
        parent = psutil.Process(pid)
        return [parent, *parent.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def one(process: psutil.Process) -> tuple[float, int] | None:
    try:
        times, memory = process.cpu_times(), process.memory_full_info()
        return times.user + times.system, getattr(memory, "pss", memory.rss)
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return None


def observe(world: World, before: Used, documents: int) -> None:
    """Observe what was used since; population 0, and so nothing to be judged, where no process can be seen."""
    now = look(world)
    each = (now.processor - before.processor) / documents
    recorder.observe("processor time a document", each, "s", population=documents if now.processes else 0)
    recorder.observe("memory of all processes", now.memory / 1e6, "MB", population=now.processes)
