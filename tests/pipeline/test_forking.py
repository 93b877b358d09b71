"""Services are forked from their supervisor with all libraries loaded, and each shows as its own process."""

import os
import subprocess
import sys

import psutil
import pytest

from pipeline.stack import forking
from tests.pipeline.conftest import Stack
from tests.pipeline.people import eventually

STILL_LOADED = """
import importlib, sys
from pipeline.stack import forking
from pipeline.stack.services import SERVICES

forking.load()
before = set(sys.modules)
for service in SERVICES.values():
    importlib.import_module(service.module)
ours = {*sys.stdlib_module_names, "pipeline"}
print(*(name for name in set(sys.modules) - before if name.partition(".")[0] not in ours))
"""
AS_THE_API = """
from pipeline.stack import forking

forking.become(["python", "-m", "pipeline", "run", "api"], {"SUPERVISOR_PROCESS_NAME": "api-7", "LANG": "C"})
"""
linux = pytest.mark.skipif(not forking.SAFE, reason="on this platform services are not forked")


def run(code: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


def test_the_libraries_of_every_service_are_loaded_before_the_fork() -> None:
    """A few small modules of hundreds may be missing."""
    done = run(STILL_LOADED)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.split()) <= 5, done.stdout


@linux
def test_a_fork_has_only_the_environment_it_is_given_and_exits_as_the_service_would() -> None:
    done = run(AS_THE_API)
    assert done.returncode == 78
    assert "PIPELINE_API_DATABASE_URL" in done.stderr


@linux
def test_a_fork_shows_as_its_own_process(stack: Stack) -> None:
    running = {"running"}  # a service killed by an earlier test may still be starting
    eventually(
        lambda: {each["state"] for each in stack.status().values()},
        lambda seen: seen == running,
        "all processes to run",
    )
    for name, pid in stack.pids().items():
        process = psutil.Process(pid)
        service = name.rstrip("-0123456789")
        assert process.name() == name
        if service != "postgres":
            assert " ".join(process.cmdline()).strip() == f"{sys.executable} -m pipeline run {service}"
        assert process.environ()["PIPELINE_DATA_DIR"] == str(stack.folder)
        assert os.getpgid(pid) == pid  # signals for the supervisor's group do not reach its forks
