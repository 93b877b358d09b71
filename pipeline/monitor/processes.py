"""The processes of the stack as their supervisor and the system know them."""

import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import psutil

from pipeline.stack.supervisor import ProcessInfo, Supervisor, socket_path


@dataclass(frozen=True)
class Process:
    name: str
    service: str
    state: str  # according to the supervisor: starting, running, stopped, crashed
    pid: int | None
    cpu: float | None  # of one core, since the last look
    memory_bytes: int | None
    started_at: float | None
    restarts: int  # since the monitor started


@dataclass(frozen=True)
class Usage:
    pid: int
    at: float
    cpu_seconds: float
    memory_bytes: int
    started_at: float


class ProcessLook:
    def __init__(self, folder: Path, services: Mapping[str, str]) -> None:
        self._supervisor = Supervisor(socket_path(folder))
        self._services = services  # by process
        self._used: dict[str, Usage] = {}  # of the last look
        self._last_pid: dict[str, int] = {}
        self._restarts: Counter[str] = Counter()

    def look(self) -> list[Process]:
        """Look at every process; raises NotRunning if there is no supervisor."""
        known = self._supervisor.processes()
        children = _children({info.pid for info in known.values() if info.pid})
        return [self._process(name, info, children) for name, info in known.items()]

    def _process(self, name: str, info: ProcessInfo, children: Mapping[int, list[psutil.Process]]) -> Process:
        service = self._services.get(name, name)
        used = usage(info.pid, children.get(info.pid, [])) if info.pid else None
        if used is None:
            self._used.pop(name, None)
            return Process(
                name=name,
                service=service,
                state=info.state,
                pid=info.pid,
                cpu=None,
                memory_bytes=None,
                started_at=None,
                restarts=self._restarts[name],
            )
        if self._last_pid.setdefault(name, used.pid) != used.pid:
            self._last_pid[name] = used.pid
            self._restarts[name] += 1
        before = self._used.get(name)
        self._used[name] = used
        return Process(
            name=name,
            service=service,
            state=info.state,
            pid=used.pid,
            cpu=cpu_between(before, used),
            memory_bytes=used.memory_bytes,
            started_at=used.started_at,
            restarts=self._restarts[name],
        )


def cpu_between(before: Usage | None, after: Usage) -> float | None:
    """The share of one core that a process used; None at the first look."""
    if before is None or before.pid != after.pid or after.at <= before.at:
        return None
    return max(0.0, after.cpu_seconds - before.cpu_seconds) / (after.at - before.at)


def usage(pid: int, children: list[psutil.Process]) -> Usage | None:
    """The usage of a process and its children; shared memory counts once."""
    try:
        process = psutil.Process(pid)
        with process.oneshot():
            times, memory = process.cpu_times(), process.memory_info().rss
            started = process.create_time()
    except psutil.Error:
        return None
    seconds = times.user + times.system + times.children_user + times.children_system
    for child in children:
        try:
            own, held = child.cpu_times(), child.memory_info()
        except psutil.Error:  # it has ended, and its time counts for its parent
            continue
        seconds += own.user + own.system
        memory += held.rss - getattr(held, "shared", 0)
    return Usage(pid, time.monotonic(), seconds, memory, started)


def _children(parents: set[int]) -> dict[int, list[psutil.Process]]:
    found: dict[int, list[psutil.Process]] = {}
    for process in psutil.process_iter():
        try:
            parent = process.ppid()
        except psutil.Error:
            continue
        if parent in parents:
            found.setdefault(parent, []).append(process)
    return found
