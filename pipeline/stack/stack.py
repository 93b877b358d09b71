"""A named stack: its folder, ports, secrets and processes. Every command acts on a stack through this class."""

import fcntl
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.stack import members, ports, postgres, secrets
from pipeline.stack.errors import StackError
from pipeline.stack.services import SERVICES, addresses, linked, processes
from pipeline.stack.supervisor import (
    STOP_SECONDS,
    NotRunning,
    StillAlive,
    Supervisor,
    configuration,
    make_socket_folder,
    short_folder,
    socket_path,
)
from pipeline.variables import PREFIX

if TYPE_CHECKING:
    from pipeline.settings import Settings
    from pipeline.stack.readiness import Waiting

READY_SECONDS = 60


@dataclass(frozen=True)
class Record:
    """What a stack remembers between commands (stack.json)."""

    name: str
    host: str
    ports: dict[str, int]
    processes: dict[str, str]  # name -> service
    settings: dict[str, str]  # the variables given to `up`, none of them secret
    pgdata: str
    links: dict[str, str] = field(default_factory=dict)  # [user:]service -> host:port at which it is reached

    @property
    def urls(self) -> dict[str, str]:
        return addresses(self.ports, self.host)

    def reached(self, user: str) -> dict[str, str]:
        """Where a service finds the others and itself: through a proxy if there is one, else directly."""
        between = {name: self.links.get(f"{user}:{name}", self.links.get(name)) for name in self.urls if name != user}
        return {name: linked(url, between.get(name)) for name, url in self.urls.items()}

    def count(self, service: str) -> int:
        return list(self.processes.values()).count(service)


def _origins(record: Record) -> list[str]:
    """The pages that may call the services: those given to `up`, and the stack's own."""
    given = record.settings.get(f"{PREFIX}CORS_ORIGINS", "")
    own = [record.urls["web"], f"http://localhost:{record.ports['web']}"]
    return [origin for origin in [*given.split(","), *own] if origin]


def _urls(urls: dict[str, str]) -> dict[str, str]:
    """The addresses as settings, without the database's, which is a secret."""
    settings = {f"{name.upper()}_URL": url for name, url in urls.items() if name != "postgres"}
    return {**settings, "OPENAI_URL": urls["openai"] + "/v1"}


def home() -> Path:
    """The folder of all stacks."""
    if given := os.environ.get("PIPELINE_HOME"):
        return Path(given).absolute()
    if state := os.environ.get("XDG_STATE_HOME"):
        return Path(state).absolute() / "countersign"
    return postgres.SYSTEM_FOLDER if os.geteuid() == 0 else Path.home() / ".local" / "state" / "countersign"


class Stack:
    def __init__(self, name: str) -> None:
        self.name = name
        self.folder = home() / name
        self.secrets_file = self.folder / "secrets.env"
        self.socket = socket_path(self.folder)
        self.supervisor = Supervisor(self.socket)

    def log(self, process: str) -> Path:
        return self.folder / "logs" / f"{process}.log"

    # Its record

    def record(self) -> Record | None:
        try:
            return Record(**json.loads((self.folder / "stack.json").read_text(encoding="utf-8")))
        except FileNotFoundError:
            return None

    def running(self) -> Record:
        """The record of this stack; raises StackError if it is not running."""
        record = self.record()
        if record is None or self.supervisor.pid() is None:
            raise StackError(f"stack '{self.name}' is not running")
        return record

    def status(self) -> dict[str, Any]:
        record = self.running()
        found = self.supervisor.processes()
        services = {
            name: {"state": found[name].state, "pid": found[name].pid, "url": record.urls.get(service)}
            for name, service in record.processes.items()
        }
        return {
            "name": self.name,
            "data_dir": str(self.folder),
            "secrets_file": str(self.secrets_file),
            "data": {"postgres": record.pgdata, "storage": str(self.folder / "storage")},
            "services": services,
        }

    def environment(self, record: Record) -> dict[str, str]:
        """The variables that make a process part of this stack."""
        known = secrets.read(self.secrets_file)
        own = {
            **secrets.located(known, lambda user: record.reached(user)["postgres"]),
            **_urls(record.urls),
            "DATA_DIR": str(self.folder),
            "POSTGRES_PORT": str(record.ports["postgres"]),
            "CORS_ORIGINS": ",".join(_origins(record)),
        }
        shared = {"PROMETHEUS_MULTIPROC_DIR": str(self.folder / "metrics")} if record.count("api") > 1 else {}
        return {**record.settings, **shared, **{PREFIX + key: value for key, value in own.items()}}

    def _own(self, record: Record) -> dict[str, dict[str, str]]:
        """The variables of single services: the addresses at which each reaches others through a proxy."""
        direct = _urls(record.urls)

        def proxied(user: str) -> dict[str, str]:
            return {PREFIX + key: url for key, url in _urls(record.reached(user)).items() if url != direct[key]}

        found = {user: proxied(user) for user in SERVICES}
        if record.links:  # the page may send files to where the API's links lead
            found["web"][f"{PREFIX}STORAGE_PUBLIC_URL"] = record.reached("api")["storage"]
        return found

    def settings(self, record: Record) -> "Settings":
        """The settings of this stack's services, for a command that acts in their place."""
        from pipeline.settings import load  # imported here: many commands need no settings

        os.environ.update(self.environment(record))
        return load(*(key.lower() for key in secrets.DATABASE_USERS))

    # Starting

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Let only one command at a time start or stop the stack."""
        self.folder.mkdir(parents=True, exist_ok=True)
        # Root's PostgreSQL runs as another user, who must be able to pass through to its own folder.
        self.folder.chmod(0o711 if os.geteuid() == 0 else 0o700)
        with (self.folder / "lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def launch(
        self, settings: "Settings", given: dict[str, str], links: dict[str, str], *, free_ports: bool
    ) -> subprocess.Popen[bytes]:
        """Start the supervisor and every process, without waiting until they are ready."""
        if (self.folder / "supervisord.pid").exists():  # the last supervisor did not end properly
            members.end(self.folder, STOP_SECONDS)
        chosen = self._ports(settings.bind_host, free=free_ports)
        pgdata = str(postgres.cluster_home(self.folder))
        record = Record(self.name, settings.bind_host, chosen, processes(settings), given, pgdata, links)
        known = secrets.read(self.secrets_file) if self.secrets_file.exists() else secrets.create()
        secrets.write(self.secrets_file, secrets.located(known, lambda _: record.urls["postgres"]))
        self._remember(record)

        logs = self.folder / "logs"
        logs.mkdir(mode=0o700, exist_ok=True)
        make_socket_folder(self.socket)
        shutil.rmtree(self.folder / "metrics", ignore_errors=True)  # new processes count from zero
        (self.folder / "metrics").mkdir(mode=0o700)
        conf = self.folder / "supervisord.conf"
        conf.write_text(
            configuration(self.name, self.folder, self.socket, record.processes, self._own(record)), "utf-8"
        )
        with (logs / "supervisord.err").open("wb") as errors:
            return subprocess.Popen(
                [sys.executable, "-m", "pipeline.stack.forking", "-c", conf],
                env={**os.environ, **self.environment(record), members.MARK: "1"},
                stdin=subprocess.DEVNULL,
                stdout=errors,
                stderr=errors,
                start_new_session=True,
            )

    def _ports(self, host: str, *, free: bool) -> dict[str, int]:
        contract = {name: service.port for name, service in SERVICES.items() if service.port}
        if free:
            before = self.record()
            kept = {name: port for name, port in before.ports.items() if port != contract[name]} if before else {}
            return ports.pick(list(contract), host, kept)
        taken = [(name, port) for name, port in contract.items() if not ports.is_free(port, host)]
        if taken:
            said = "; ".join(f"port {port} ({name}) is taken by {ports.holder(port)}" for name, port in taken)
            raise StackError(f"{said}. End that process, or choose other ports with --ports free", 2)
        return contract

    def _remember(self, record: Record) -> None:
        new = self.folder / "stack.json.new"
        new.write_text(json.dumps(asdict(record), indent=2) + "\n", encoding="utf-8")
        new.replace(self.folder / "stack.json")

    def await_supervisor(self, started: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while self.supervisor.pid() is None:
            if started.poll() is not None or time.monotonic() > deadline:
                said = (self.folder / "logs" / "supervisord.err").read_text(errors="replace").strip()
                raise StackError(f"the supervisor does not start: {said or 'it gave no reason'}")
            time.sleep(0.01)

    def waiting(
        self,
        record: Record,
        names: list[str],
        *,
        whole: bool = False,
        since: float | None = None,
        tell: Callable[[str, float], None] | None = None,
        migrate: Callable[[], Awaitable[object]] | None = None,
    ) -> "Waiting":
        """A way to wait until these processes are ready."""
        from pipeline.stack.readiness import Waiting  # imported here: few commands wait

        return Waiting(
            processes={name: record.processes[name] for name in names},
            urls=record.urls,
            database_url=secrets.read(self.secrets_file)["DATABASE_URL"],
            supervisor=self.supervisor,
            whole=whole,
            tell=tell,
            migrate=migrate,
            since=time.time() if since is None else since,
        )

    # Stopping

    def stop(self) -> bool:
        """Stop every process and wait until all are gone. False if there were none."""
        if not self.folder.exists():
            return False
        with self.lock():
            found = members.of(self.folder)
            with suppress(NotRunning, StillAlive):
                names = self.supervisor.processes().keys()
                self.supervisor.stop(names - {"postgres"})  # first those that need it
                self.supervisor.stop(names)
                self.supervisor.shutdown()
                members.gone(found, STOP_SECONDS)
            members.end(self.folder, STOP_SECONDS)
            for left in (self.socket, self.folder / "supervisord.pid"):
                left.unlink(missing_ok=True)
            return bool(found)

    def purge(self) -> None:
        """Delete the stack's folder, data and secrets."""
        if record := self.record():
            shutil.rmtree(record.pgdata, ignore_errors=True)
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.rmtree(short_folder(self.folder), ignore_errors=True)
