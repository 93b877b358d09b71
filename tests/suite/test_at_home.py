"""No variable of the shell leads a run of the embedded pipeline elsewhere, or changes its stack."""

import os
import subprocess
import sys
from pathlib import Path

import httpx
import psutil
import pytest
from psycopg2 import connect

from keywords.stacks import command_line
from tests.pipeline.conftest import Stack

NOWHERE = "http://127.0.0.1:9"
SECONDS = 60
SHELL = '#!/bin/sh\nenv | grep "^PIPELINE_"\n'


@pytest.fixture(autouse=True)
def shell(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Variables that a user's shell may have; those of this process are restored afterwards."""
    for name in (*command_line.ASTRAY, "NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, NOWHERE)
    return monkeypatch


def test_no_proxy_stands_between(api: str, shell: pytest.MonkeyPatch) -> None:
    shell.setenv("NO_PROXY", "example.org")
    with pytest.raises(httpx.ConnectError):
        httpx.get(api, timeout=SECONDS)
    command_line.stay_on_this_machine()
    command_line.stay_on_this_machine()
    assert httpx.get(api, timeout=SECONDS).is_success
    assert os.environ["NO_PROXY"] == f"example.org,{command_line.LOOPBACK}"


def test_no_other_database_is_reached(stack: Stack, shell: pytest.MonkeyPatch) -> None:
    shell.setenv("PGHOSTADDR", "127.0.0.9")
    shell.setenv("PGOPTIONS", "-c search_path=elsewhere")
    command_line.stay_on_this_machine()
    with connect(stack.database) as conn, conn.cursor() as cursor:
        cursor.execute("SELECT inet_server_addr()::text, current_setting('search_path')")
        address, path = cursor.fetchone()
    assert address.startswith("127.0.0.1")
    assert "elsewhere" not in path


def test_a_stack_is_what_the_environment_file_says(tmp_path: Path, shell: pytest.MonkeyPatch) -> None:
    program = tmp_path / "python"
    program.write_text(SHELL)
    program.chmod(0o755)
    shell.setattr(sys, "executable", str(program))
    shell.setenv("PIPELINE_STORAGE_PUBLIC_URL", "https://files.example")
    shell.setenv("PIPELINE_HOME", "/here")
    assert command_line.command("up").stdout.split() == ["PIPELINE_HOME=/here"]
    assert command_line.command("down", home="/there").stdout.split() == ["PIPELINE_HOME=/there"]


def test_a_start_that_is_still_under_way_is_ended_first() -> None:
    """A killed run leaves its `up` running, perhaps so early that there is nothing to stop yet."""
    name = f"run-{os.getpid()}-begun"
    starting, other = (
        subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)", "pipeline", "up", "--name", named])
        for named in (name, f"{name}-of-another")
    )
    try:
        command_line.purge(name)
        assert not psutil.pid_exists(starting.pid)
        assert other.poll() is None
    finally:
        for process in (starting, other):
            process.kill()
            process.wait()
