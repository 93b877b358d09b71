"""The embedded pipeline, started and asked through its own command line, as a person would."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import psutil

from keywords.safety import ledger

START_SECONDS = 120
HOME = "PIPELINE_HOME"
OF_THE_MACHINE = (HOME, "PIPELINE_POSTGRES_BIN")  # all else about a stack is in the environment file
ASTRAY = ("PGHOST", "PGHOSTADDR", "PGPORT", "PGSERVICE", "PGOPTIONS")  # they would lead libpq to another database
AT_HOME = "127.0.0.1,localhost"


class TestBedError(Exception):
    """The test bed, not the pipeline's behaviour, is at fault."""

    __test__ = False


@dataclass(frozen=True)
class Started:
    name: str
    addresses: dict[str, str]
    secrets: dict[str, str]
    processes: dict[str, dict[str, Any]]


def command(*arguments: str, home: str | None = None) -> subprocess.CompletedProcess[str]:
    """What the pipeline's command line answers; a variable of the shell changes nothing about a stack."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PIPELINE_") or k in OF_THE_MACHINE}
    return subprocess.run(
        [sys.executable, "-m", "pipeline", *arguments], env={**kept, HOME: home} if home else kept,
        capture_output=True, text=True, check=False, timeout=START_SECONDS,
    )  # fmt: skip


def start(
    name: str, settings: dict[str, str | int | float], ports: str = "free", links: Mapping[str, str] | None = None
) -> Started:
    """Start a stack that the run owns: it is in the ledger before it exists.

    Where a link is given (host and port by service), the other services reach that service through it.
    """
    stay_at_home()
    ledger.own().note("stack", "embedded", _undo(name))
    chosen = [argument for key, value in settings.items() for argument in ("--set", f"{key}={value}")]
    chosen += [argument for service, where in (links or {}).items() for argument in ("--link", f"{service}={where}")]
    up = command("up", "--detach", "--name", name, "--ports", ports, *chosen)
    if up.returncode:
        raise TestBedError(f"the embedded pipeline did not start: {(up.stderr or up.stdout).strip()[-2000:]}")
    return look(name)


def look(name: str) -> Started:
    return started(command("status", "--json", "--name", name).stdout)


def started(told: str) -> Started:
    """What `status --json` tells of a stack that runs."""
    status = json.loads(told)
    lines = Path(status["secrets_file"]).read_text(encoding="utf-8").splitlines()
    secrets = dict(line.split("=", 1) for line in lines if "=" in line)
    addresses = {process.rstrip("-0123456789"): found["url"] for process, found in status["services"].items()}
    return Started(status["name"], {k: v for k, v in addresses.items() if v}, secrets, status["services"])


def folder(name: str) -> Path:
    """Where a stack keeps its data."""
    return Path(json.loads(command("status", "--json", "--name", name).stdout)["data_dir"])


def logs(name: str, process: str) -> str:
    """What a process of a stack has logged so far."""
    return command("logs", process, "--name", name).stdout


def end(name: str) -> None:
    """End a stack of this run early. One that cannot be ended stays in the ledger until the run's end."""
    held = ledger.own()
    for entry in held.page.open:
        if entry.kind == "stack" and entry.undo == _undo(name):
            with suppress(TestBedError):
                purge(**entry.undo)
                held.settle(entry)


def purge(name: str, home: str | None = None) -> None:
    """End a stack and delete what it holds, also when there is little or nothing of it, or it is only being started."""
    for process in psutil.process_iter(["cmdline"]):
        if {"pipeline", "up", name} <= set(process.info["cmdline"] or ()):  # whoever asked for it was killed meanwhile
            _give_up(process)
    down = command("down", "--purge", "--name", name, home=home)
    if down.returncode:
        raise TestBedError(f"the stack {name} did not end: {(down.stderr or down.stdout).strip()[-500:]}")


def _give_up(up: psutil.Process) -> None:
    """It stops what it has started; what is left is for `down`."""
    with suppress(psutil.NoSuchProcess):
        up.terminate()
        try:
            up.wait(START_SECONDS)
        except psutil.TimeoutExpired:
            up.kill()


def _undo(name: str) -> dict[str, Any]:
    home = os.environ.get(HOME)
    return {"name": name, "home": home and str(Path(home).absolute())}


@cache
def run_name() -> str:
    """A stack for this process."""
    return f"run-{os.getpid()}-{uuid4().hex[:6]}"


def stay_at_home() -> None:
    """No variable of the shell leads this process away from the embedded pipeline, to a proxy or another database."""
    for name in ASTRAY:
        os.environ.pop(name, None)
    for name in ("NO_PROXY", "no_proxy"):
        before = os.environ.get(name, "")
        if AT_HOME not in before:
            os.environ[name] = ",".join(filter(None, [before, AT_HOME]))
