"""The process supervisor of a stack (supervisord): its configuration, and calls over its socket."""

import hashlib
import os
import shlex
import socket
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import Any, cast
from xmlrpc.client import Fault, ServerProxy

from supervisor.xmlrpc import Faults, SupervisorTransport

from pipeline.stack import services
from pipeline.stack.services import SERVICES

STOP_SECONDS = 15
POLL_SECONDS = 0.02
SOCKET_PATH_LIMIT = 90  # a Unix socket's path has at most 104 bytes (macOS), and supervisord needs some of them
STATES = {
    "STARTING": "starting",
    "BACKOFF": "starting",
    "RUNNING": "running",
    "STOPPING": "running",
    "STOPPED": "stopped",
    "EXITED": "crashed",
    "FATAL": "crashed",
    "UNKNOWN": "crashed",
}


class NotRunning(Exception):
    """No supervisor answers."""


class StillAlive(Exception):
    """A process has outlived even SIGKILL."""


@dataclass(frozen=True)
class ProcessInfo:
    state: str
    pid: int | None
    down: str | None  # why it will not start by itself


def configuration(
    name: str, folder: Path, socket_path: Path, processes: dict[str, str], own: Mapping[str, dict[str, str]]
) -> str:
    """supervisord.conf. It holds no secret: the services inherit those from supervisord's environment.

    `own` holds the variables of single services that differ from the stack's environment.
    """

    def value(text: object) -> str:
        return str(text).replace("%", "%%")

    lines = [
        "[supervisord]",
        f"identifier = countersign-{name}",
        "nodaemon = true",
        "silent = true",
        *(["user = root"] if os.geteuid() == 0 else []),
        f"logfile = {value(folder / 'logs' / 'supervisord.log')}",
        f"pidfile = {value(folder / 'supervisord.pid')}",
        "[unix_http_server]",
        f"file = {value(socket_path)}",
        "chmod = 0600",
        "[rpcinterface:supervisor]",
        "supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface",
    ]
    for order, (process, service) in enumerate(processes.items()):
        variables = {**own.get(service, {}), **({"PIPELINE_WORKER_NAME": process} if service == "worker" else {})}
        lines += [
            f"[program:{process}]",
            f"command = {value(shlex.quote(sys.executable))} -m pipeline run {service}",
            "environment = " * bool(variables) + ",".join(f'{key}="{value(text)}"' for key, text in variables.items()),
            f"priority = {order}",
            "umask = 077",
            "autorestart = unexpected",
            f"exitcodes = {services.EX_CONFIG}",
            f"startsecs = {services.START_SECONDS}",
            "startretries = 100",
            f"stopsignal = {SERVICES[service].stop_signal}",
            f"stopwaitsecs = {STOP_SECONDS}",
            "stopasgroup = true",
            "killasgroup = true",
            "redirect_stderr = true",
            f"stdout_logfile = {value(folder / 'logs' / f'{process}.log')}",
            "stdout_logfile_maxbytes = 20MB",
            "stdout_logfile_backups = 2",
        ]
    return "\n".join(line for line in lines if line) + "\n"


def short_folder(folder: Path) -> Path:
    """The folder for the socket of a stack whose own path is too long."""
    digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"countersign-{os.geteuid()}-{digest}"


def socket_path(folder: Path) -> Path:
    path = folder / "supervisor.sock"
    return path if len(os.fsencode(path)) <= SOCKET_PATH_LIMIT else short_folder(folder) / "supervisor.sock"


def make_socket_folder(path: Path) -> None:
    """Make sure that no other user can put a socket where ours will be."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    found = path.parent.lstat()
    if found.st_uid != os.geteuid() or found.st_mode & 0o022:
        raise PermissionError(f"{path.parent} belongs to another user or is writable by others; remove it")


class Supervisor:
    def __init__(self, path: Path) -> None:
        self._path = path

    def _call(self, method: str, *args: Any, tolerate: tuple[int, ...] = ()) -> Any:
        """Make one call over a connection of its own, so that it also reaches a restarted supervisord."""
        socket.setdefaulttimeout(10)  # supervisor's transport takes no timeout
        transport = SupervisorTransport(serverurl=f"unix://{self._path}")
        try:
            return getattr(ServerProxy("http://127.0.0.1", transport=transport), f"supervisor.{method}")(*args)
        except Fault as fault:
            if fault.faultCode in tolerate:
                return None
            raise
        except (OSError, HTTPException) as error:
            raise NotRunning(type(error).__name__) from error
        finally:
            transport.close()

    def pid(self) -> int | None:
        """The process id of the supervisor, or None if no supervisor answers."""
        try:
            return cast(int, self._call("getPID"))
        except NotRunning:
            return None

    def processes(self) -> dict[str, ProcessInfo]:
        return {
            info["name"]: ProcessInfo(STATES.get(info["statename"], "crashed"), info["pid"] or None, _why_down(info))
            for info in self._call("getAllProcessInfo")
        }

    def start(self, names: Iterable[str]) -> None:
        for name in names:
            self._call("startProcess", name, False, tolerate=(Faults.ALREADY_STARTED,))

    def stop(self, names: Iterable[str]) -> None:
        """Stop processes and wait until they are gone; supervisord kills them after STOP_SECONDS."""
        names, deadline = set(names), time.monotonic() + STOP_SECONDS + 5
        # Repeated as long as it takes: a process that had just crashed was not running, and is started again.
        while pending := {name for name, found in self.processes().items() if name in names and not found.down}:
            if time.monotonic() > deadline:
                raise StillAlive(f"{', '.join(sorted(pending))} cannot be stopped")
            for name in pending:
                self._call("stopProcess", name, False, tolerate=(Faults.NOT_RUNNING,))
            time.sleep(POLL_SECONDS)

    def shutdown(self) -> None:
        """End the supervisor and all processes that still run."""
        self._call("shutdown", tolerate=(Faults.SHUTDOWN_STATE,))


def _why_down(info: dict[str, Any]) -> str | None:
    match info:
        case {"statename": "EXITED", "exitstatus": services.EX_CONFIG}:
            return "its settings are wrong"
        case {"statename": "FATAL"}:
            return "it failed to start too often"
        case {"statename": "STOPPED"}:
            return "it is stopped"
    return None
