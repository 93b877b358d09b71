"""Services as copies of their supervisor: nothing is left to load but the pipeline's own, and each is itself."""

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
linux = pytest.mark.skipif(not forking.SAFE, reason="here each service is started anew")


def run(code: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


def test_the_libraries_of_every_service_are_loaded_beforehand() -> None:
    """A few small modules may be left, of hundreds."""
    done = run(STILL_LOADED)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.split()) <= 5, done.stdout


@linux
def test_a_copy_has_no_more_of_an_environment_than_it_is_given_and_ends_as_the_service_does() -> None:
    done = run(AS_THE_API)
    assert done.returncode == 78
    assert "PIPELINE_API_DATABASE_URL" in done.stderr


@linux
def test_a_copy_is_shown_as_what_it_is(stack: Stack) -> None:
    running = {"running"}  # who was killed by a test before may be on the way to being itself
    eventually(lambda: {each["state"] for each in stack.status().values()}, lambda seen: seen == running, "all to run")
    for name, pid in stack.pids().items():
        process = psutil.Process(pid)
        service = name.rstrip("-0123456789")
        assert process.name() == name
        if service != "postgres":
            assert " ".join(process.cmdline()).strip() == f"{sys.executable} -m pipeline run {service}"
        assert process.environ()["PIPELINE_DATA_DIR"] == str(stack.folder)
        assert os.getpgid(pid) == pid  # nothing that is meant for the supervisor is heard by its copies
