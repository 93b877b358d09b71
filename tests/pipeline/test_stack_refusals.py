"""What the command line refuses, each time with one line."""

import os
import socket
import subprocess
from contextlib import suppress

import pytest

from tests.pipeline.conftest import HOME, PROCESSES, Stack, pipeline


def one_line(done: subprocess.CompletedProcess[str], status: int) -> str:
    assert done.returncode == status, done.stdout + done.stderr
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    return done.stderr


def test_an_unknown_service_is_refused_with_a_list_of_the_known_ones(stack: Stack) -> None:
    for verb in ("stop", "start", "restart", "kill", "logs"):
        error = one_line(stack.cli(verb, "webserver", check=False), 2)
        assert "no service 'webserver'" in error
        assert all(name in error for name in PROCESSES | {"api", "worker"})


@pytest.mark.parametrize(
    "arguments",
    [["status"], ["status", "--json"], ["stop", "api"], ["reset"], ["migrate"], ["letters"], ["requeue"]],
)
def test_commands_say_that_a_stack_is_not_running(arguments: list[str]) -> None:
    assert "stack 'test-never' is not running" in one_line(pipeline(*arguments, "--name", "test-never"), 1)
    assert not (HOME / "test-never").exists()


def test_stopping_a_stack_that_is_not_running_succeeds() -> None:
    done = pipeline("down", "--name", "test-never")
    assert (done.returncode, done.stdout) == (0, "stack 'test-never' was not running\n")


@pytest.mark.parametrize(
    ("given", "variables", "named"),
    [
        (["lease_seconds=-1", "workers=many"], {}, ["PIPELINE_LEASE_SECONDS", "PIPELINE_WORKERS"]),
        (["leese_seconds=2"], {}, ["leese_seconds"]),
        (["lease_seconds"], {}, ["KEY=VALUE"]),
        (["jwt_secret=mine"], {}, ["jwt_secret"]),
        (["postgres_bin=/nowhere"], {}, ["PIPELINE_POSTGRES_BIN"]),
        ([], {"PIPELINE_CHUNK_OVERLAP": "5000"}, ["PIPELINE_CHUNK_OVERLAP"]),
    ],
)
def test_wrong_settings_are_named_and_nothing_starts(
    given: list[str], variables: dict[str, str], named: list[str]
) -> None:
    sets = [argument for each in given for argument in ("--set", each)]
    error = one_line(pipeline("up", "--detach", "--ports", "free", "--name", "test-wrong", *sets, **variables), 78)
    assert all(name in error for name in named)
    assert not (HOME / "test-wrong").exists()


def test_a_service_started_alone_names_its_missing_settings() -> None:
    error = one_line(pipeline("run", "storage"), 78)
    assert "PIPELINE_JWT_SECRET" in error
    assert "PIPELINE_STORAGE_KEY" in error


def test_a_taken_port_is_named_with_its_holder_and_nothing_starts() -> None:
    with socket.socket() as holder:
        with suppress(OSError):  # another process on this machine holds it, which serves as well
            holder.bind(("127.0.0.1", 8001))
            holder.listen()
        mine = holder.getsockname()[1] == 8001
        error = one_line(pipeline("up", "--detach", "--name", "test-taken"), 2)
        assert "port 8001 (llamaparse) is taken by process " in error
        assert not mine or f"process {os.getpid()} (" in error
        assert "--ports free" in error
    assert pipeline("status", "--name", "test-taken").returncode == 1
    pipeline("down", "--purge", "--name", "test-taken")


def test_a_stack_name_has_only_lower_case_letters_digits_and_hyphens() -> None:
    for name in ("Upper", "a/b", "..", "a" * 41, ""):
        done = pipeline("status", "--name", name)
        assert done.returncode == 2
        assert "lower-case letters, digits and hyphens" in done.stderr
