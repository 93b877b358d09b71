"""The stacks that tests run against: real ones, started on the command line as a user would."""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

HOME = Path(tempfile.gettempdir()) / f"countersign-tests-{os.geteuid()}"
ENVIRONMENT = {k: v for k, v in os.environ.items() if not k.startswith("PIPELINE_")} | {"PIPELINE_HOME": str(HOME)}
QUICK_AND_GENEROUS = {
    "api_processes": 2,
    "retry_base_seconds": 0.2,
    "lease_seconds": 3,
    "parse_poll_seconds": 1,
    "jobs_per_user": 1000,
    "uploads_per_day": 100_000,
    "uploads_per_minute": 100_000,
    "polls_per_minute": 100_000,
    "questions_per_minute": 100_000,
    "sign_ins_per_minute": 100_000,
    "exact_search_chunks": 2_000,
}
# Retries begin soon and outlast an outage, even on a busy machine.
PATIENT = QUICK_AND_GENEROUS | {"retry_base_seconds": 0.5, "max_retries": 7}
PROCESSES = {"postgres", "api-1", "api-2", "worker-1", "worker-2", "storage", "llamaparse", "openai", "monitor", "web"}


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "pipeline", *arguments]


def pipeline(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run any command, and return its result even if it failed."""
    return subprocess.run(
        command(*arguments), env=ENVIRONMENT | variables, capture_output=True, text=True, timeout=300, check=False
    )


@dataclass(frozen=True)
class Stack:
    name: str
    folder: Path
    urls: dict[str, str]  # by service
    secrets: dict[str, str]

    @property
    def database(self) -> str:
        return self.secrets["DATABASE_URL"]

    def cli(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        done = pipeline(*arguments, "--name", self.name)
        assert not check or done.returncode == 0, done.stdout + done.stderr
        return done

    def status(self) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = json.loads(self.cli("status", "--json").stdout)["services"]
        return found

    def pids(self) -> dict[str, int]:
        return {name: found["pid"] for name, found in self.status().items() if found["pid"]}

    def log(self, service: str) -> str:
        return self.cli("logs", service).stdout


def look_at(name: str) -> Stack:
    """The running stack with this name."""
    found = json.loads(pipeline("status", "--json", "--name", name).stdout)
    lines = Path(found["secrets_file"]).read_text(encoding="utf-8").splitlines()
    urls = {re.sub(r"-\d+$", "", process): each["url"] for process, each in found["services"].items()}
    return Stack(name, Path(found["data_dir"]), urls, dict(line.split("=", 1) for line in lines))


def settings_arguments(settings: dict[str, Any]) -> list[str]:
    return [argument for key, value in settings.items() for argument in ("--set", f"{key}={value}")]


@contextmanager
def started(label: str, **settings: Any) -> Iterator[Stack]:
    """Start a separate stack, for tests that need other settings."""
    name = f"test-{os.getpid()}-{label}"
    try:
        up = pipeline("up", "--detach", "--ports", "free", "--name", name, *settings_arguments(settings))
        assert up.returncode == 0, up.stdout + up.stderr
        yield look_at(name)
    finally:
        pipeline("down", "--purge", "--name", name)


def pytest_configure() -> None:
    """Make SIGTERM end this run's stacks too, and end the stacks of earlier runs that were killed."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    for folder in HOME.glob("test-*"):
        if not _run_lives(int(folder.name.split("-")[1]), folder):
            pipeline("down", "--purge", "--name", folder.name)


def _run_lives(pid: int, folder: Path) -> bool:
    try:
        return bool(psutil.Process(pid).create_time() < folder.stat().st_mtime)
    except psutil.NoSuchProcess:
        return False
