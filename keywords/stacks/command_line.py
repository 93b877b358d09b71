"""The embedded pipeline's own command line, used as a person uses it."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import psutil

from keywords.basics.errors import Gone, TestBedError
from keywords.stacks.services import service_of

START_SECONDS = 120
HOME = "PIPELINE_HOME"
OF_THE_MACHINE = (HOME, "PIPELINE_POSTGRES_BIN")  # the environment file settles everything else about a stack
ASTRAY = ("PGHOST", "PGHOSTADDR", "PGPORT", "PGSERVICE", "PGOPTIONS")  # these would lead libpq to another database
LOOPBACK = "127.0.0.1,localhost"


@dataclass(frozen=True)
class Status:
    """What `status --json` says of a running stack."""

    name: str
    addresses: dict[str, str]
    secrets: dict[str, str]
    services: dict[str, dict[str, Any]]  # by process
    data: dict[str, str]  # the folder of each service

    @classmethod
    def parse(cls, text: str) -> "Status":
        said = json.loads(text)
        lines = Path(said["secrets_file"]).read_text(encoding="utf-8").splitlines()
        secrets = dict(line.split("=", 1) for line in lines if "=" in line)
        addresses = {service_of(name): found["url"] for name, found in said["services"].items() if found["url"]}
        return cls(said["name"], addresses, secrets, said["services"], said["data"])

    @property
    def pids(self) -> list[int]:
        return [int(found["pid"]) for found in self.services.values() if found["pid"]]


def command(*arguments: str, home: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run the command line. No variable of the shell changes anything about a stack."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PIPELINE_") or k in OF_THE_MACHINE}
    return subprocess.run(
        [sys.executable, "-m", "pipeline", *arguments],
        env={**kept, HOME: home} if home else kept,
        capture_output=True,
        text=True,
        check=False,
        timeout=START_SECONDS,
    )


def tell(name: str, home: str | None, *words: str) -> str:
    """Give a stack a command, and return its answer."""
    done = command(*words, "--name", name, home=home)
    said = (done.stderr or done.stdout).strip()
    if f"stack '{name}' is not running" in said:
        raise Gone(said)
    if done.returncode:
        raise TestBedError(f"{' '.join(words)}: {said[-500:]}")
    return done.stdout


def up(
    name: str, settings: Mapping[str, object], ports: str, links: Mapping[str, str], home: str | None = None
) -> None:
    """Start a stack. Services with a link (host and port) are reached through it."""
    stay_on_this_machine()
    chosen = [word for key, value in settings.items() for word in ("--set", f"{key}={value}")]
    chosen += [word for service, where in links.items() for word in ("--link", f"{service}={where}")]
    done = command("up", "--detach", "--name", name, "--ports", ports, *chosen, home=home)
    if done.returncode:
        said = (done.stderr or done.stdout).strip()
        raise TestBedError(f"the embedded pipeline did not start: {said[-2000:]}")


def status(name: str, home: str | None = None) -> Status:
    return Status.parse(tell(name, home, "status", "--json"))


def purge(name: str, home: str | None = None) -> None:
    """End a stack and delete its data, even if only parts of it exist or it is still starting."""
    for process in psutil.process_iter(["cmdline"]):
        if {"pipeline", "up", name} <= set(process.info["cmdline"] or ()):  # its caller was killed during the start
            _give_up(process)
    down = command("down", "--purge", "--name", name, home=home)
    if down.returncode:
        raise TestBedError(f"the stack {name} did not end: {(down.stderr or down.stdout).strip()[-500:]}")


def _give_up(starting: psutil.Process) -> None:
    """Let a starting stack stop what it has started; `down` ends the rest."""
    with suppress(psutil.NoSuchProcess):
        starting.terminate()
        try:
            starting.wait(START_SECONDS)
        except psutil.TimeoutExpired:
            starting.kill()


def home() -> str | None:
    """The folder of all stacks, absolute so that a later run finds it too."""
    found = os.environ.get(HOME)
    return found and str(Path(found).absolute())


def new_name() -> str:
    """A new name for a stack of this process."""
    return f"run-{os.getpid()}-{uuid4().hex[:6]}"


def stay_on_this_machine() -> None:
    """Let no variable of the shell lead this process to a proxy or to another database."""
    for name in ASTRAY:
        os.environ.pop(name, None)
    for name in ("NO_PROXY", "no_proxy"):
        before = os.environ.get(name, "")
        if LOOPBACK not in before:
            os.environ[name] = ",".join(filter(None, [before, LOOPBACK]))
