"""Whole stacks that start, stop, crash and start again."""

import os
import re
import signal
import subprocess
from contextlib import suppress

import httpx

from pipeline.stack import members
from tests.alive import alive
from tests.pipeline.conftest import ENVIRONMENT, PROCESSES, Stack, command, look_at, pipeline, started
from tests.pipeline.people import Person, eventually


def test_a_foreground_stack_runs_beside_another_until_ctrl_c(stack: Stack) -> None:
    name = f"test-{os.getpid()}-beside"
    arguments = ["up", "--ports", "free", "--name", name, "--set", "workers=1"]
    with subprocess.Popen(command(*arguments), env=ENVIRONMENT, stdout=subprocess.PIPE, text=True) as up:
        try:
            assert up.stdout
            printed = ""
            while "Ctrl-C" not in printed:
                line = up.stdout.readline()
                assert line, printed
                printed += line
            beside = look_at(name)
            for process in PROCESSES - {"api-1", "api-2", "worker-2"} | {"api"}:
                assert re.search(rf"^  {process} +ready +\d+\.\d\d s$", printed, re.MULTILINE)
            assert all(url in printed for service, url in beside.urls.items() if service != "worker")
            assert not set(beside.urls.values()) & {url for url in stack.urls.values() if url}
            assert not set(beside.secrets.values()) & set(stack.secrets.values())
            assert httpx.get(f"{beside.urls['api']}/ready", timeout=30).status_code == 200

            again = beside.cli("up", check=False)
            assert again.returncode == 1
            assert "is already running" in again.stdout
            assert beside.cli("up", "--detach").stdout.startswith(f"stack '{name}' is already running")

            member_pids = [process.pid for process in members.of(beside.folder)]
            assert {*beside.pids().values()} < {*member_pids}
            up.send_signal(signal.SIGINT)
            assert up.wait(120) == 0
            assert up.stdout.read().endswith(f"stopping stack '{name}'\nstopped\n")
            assert alive(member_pids) == []
        finally:
            up.kill()
            pipeline("down", "--purge", "--name", name)
    assert httpx.get(f"{stack.urls['api']}/health", timeout=30).status_code == 200


def test_a_stack_keeps_its_data_ports_and_secrets_after_its_supervisor_was_killed() -> None:
    with started("orphaned", workers=1) as first:
        person = Person(first.urls["api"])
        orphans = [process.pid for process in members.of(first.folder)]
        os.kill(int((first.folder / "supervisord.pid").read_text()), signal.SIGKILL)
        eventually(
            lambda: first.cli("status", check=False).returncode, lambda code: code == 1, "the supervisor to be gone"
        )
        first.cli("up", "--detach", "--ports", "free", "--set", "workers=1")
        assert alive(orphans) == []

        second = look_at(first.name)
        assert (second.urls, second.secrets) == (first.urls, first.secrets)
        assert person.http.get("/me").status_code == 200

        member_pids = [process.pid for process in members.of(second.folder)]
        for pid in member_pids:  # a crash of everything at once
            with suppress(ProcessLookupError):  # the database's own processes end with it
                os.kill(pid, signal.SIGKILL)
        first.cli("up", "--detach", "--ports", "free", "--set", "workers=1")
        assert person.http.get("/me").status_code == 200

        member_pids = [process.pid for process in members.of(second.folder)]
        os.kill(int((first.folder / "supervisord.pid").read_text()), signal.SIGKILL)
        assert first.cli("down").stdout == f"stack '{first.name}' is stopped\n"
        assert alive(member_pids) == []
        first.cli("down", "--purge")
        assert not first.folder.exists()
