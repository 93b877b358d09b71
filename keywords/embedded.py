"""The embedded pipeline, started and asked through its own command line, as a person would."""

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

START_SECONDS = 120
_OWNED = re.compile(r"run-(\d+)(?:-.*)?")


class TestBedError(Exception):
    """The test bed, not the pipeline's behaviour, is at fault."""

    __test__ = False


@dataclass(frozen=True)
class Started:
    name: str
    addresses: dict[str, str]
    secrets: dict[str, str]
    processes: dict[str, dict[str, Any]]


def command(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pipeline", *arguments],
        capture_output=True, text=True, check=False, timeout=START_SECONDS,
    )  # fmt: skip


def start(name: str, settings: dict[str, str | int | float], ports: str = "free") -> Started:
    chosen = [argument for key, value in settings.items() for argument in ("--set", f"{key}={value}")]
    up = command("up", "--detach", "--name", name, "--ports", ports, *chosen)
    if up.returncode:
        raise TestBedError(f"the embedded pipeline did not start: {(up.stderr or up.stdout).strip()[-2000:]}")
    return look(name)


def look(name: str) -> Started:
    status = json.loads(command("status", "--json", "--name", name).stdout)
    lines = Path(status["secrets_file"]).read_text(encoding="utf-8").splitlines()
    secrets = dict(line.split("=", 1) for line in lines if "=" in line)
    addresses = {process.rstrip("-0123456789"): found["url"] for process, found in status["services"].items()}
    return Started(name, {k: v for k, v in addresses.items() if v}, secrets, status["services"])


def end(name: str) -> None:
    command("down", "--purge", "--name", name)


def sweep() -> list[str]:
    """End the stacks of runs whose process is gone."""
    listed = [line.split("\t")[0] for line in command("list").stdout.splitlines()]
    left = [name for name in listed if (owner := _OWNED.fullmatch(name)) and not psutil.pid_exists(int(owner[1]))]
    for name in left:
        end(name)
    return left


def run_name() -> str:
    """A stack for this process; the next run recognizes what a killed one left."""
    return f"run-{os.getpid()}"
