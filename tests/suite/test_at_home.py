"""No variable of the shell leads a run of the embedded pipeline elsewhere, or makes another stack of it."""

import os
import subprocess
import sys
from pathlib import Path

import httpx
import psutil
import pytest
from psycopg2 import connect

from keywords.stacks import embedded
from tests.pipeline.conftest import Stack

NOWHERE = "http://127.0.0.1:9"
SECONDS = 60
SHELL = '#!/bin/sh\nenv | grep "^PIPELINE_"\n'


@pytest.fixture(autouse=True)
def shell(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Variables as a person's shell may have them; those of this process are put back afterwards."""
    for name in (*embedded.ASTRAY, "NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, NOWHERE)
    return monkeypatch


def test_no_proxy_stands_between(api: str, shell: pytest.MonkeyPatch) -> None:
    shell.setenv("NO_PROXY", "example.org")
    with pytest.raises(httpx.ConnectError):
        httpx.get(api, timeout=SECONDS)
    embedded.stay_at_home()
    embedded.stay_at_home()
    assert httpx.get(api, timeout=SECONDS).is_success
    assert os.environ["NO_PROXY"] == f"example.org,{embedded.AT_HOME}"


def test_no_other_database_is_asked(stack: Stack, shell: pytest.MonkeyPatch) -> None:
    shell.setenv("PGHOSTADDR", "127.0.0.9")
    shell.setenv("PGOPTIONS", "-c search_path=elsewhere")
    embedded.stay_at_home()
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
    assert embedded.command("up").stdout.split() == ["PIPELINE_HOME=/here"]
    assert embedded.command("down", home="/there").stdout.split() == ["PIPELINE_HOME=/there"]


def test_whoever_is_still_starting_a_stack_is_ended_first() -> None:
    """A killed run leaves its `up` at work; it may be so early that there is nothing to stop yet."""
    name = f"run-{os.getpid()}-begun"
    starting, other = (
        subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)", "pipeline", "up", "--name", named])
        for named in (name, f"{name}-of-another")
    )
    try:
        embedded.purge(name)
        assert not psutil.pid_exists(starting.pid)
        assert other.poll() is None
    finally:
        for process in (starting, other):
            process.kill()
            process.wait()
