"""A running stack as its user meets it on the command line."""

import base64
import json
import re
import signal
import stat
import subprocess
import time
from pathlib import Path
from typing import Any

import httpx
import jwt
import psutil

from keywords.documents.pdf import generate
from pipeline.stack import members
from tests.alive import alive
from tests.pipeline.conftest import ENVIRONMENT, PROCESSES, Stack, command, pipeline
from tests.pipeline.people import PASSWORD, Person, eventually

SECRETS = {
    "DATABASE_URL",
    "API_DATABASE_URL",
    "WORKER_DATABASE_URL",
    "JWT_SECRET",
    "WEBHOOK_SECRET",
    "STORAGE_KEY",
    "SERVICE_ROLE_KEY",
    "LLAMAPARSE_API_KEY",
    "OPENAI_API_KEY",
}


# What a stack shows of itself


def all_running(stack: Stack) -> dict[str, dict[str, Any]]:
    return eventually(
        stack.status, lambda seen: all(s["state"] == "running" for s in seen.values()), "running processes"
    )


def test_status_lists_every_process_as_json_and_as_a_table(stack: Stack) -> None:
    all_running(stack)  # an earlier test may have ended some
    found = json.loads(stack.cli("status", "--json").stdout)
    assert found.keys() == {"name", "data_dir", "secrets_file", "data", "services"}
    assert found["name"] == stack.name
    assert found["services"].keys() == PROCESSES
    for name, service in found["services"].items():
        assert service.keys() == {"state", "pid", "url"}
        assert service["state"] == "running"
        assert psutil.pid_exists(service["pid"])
        assert (service["url"] is None) == name.startswith("worker")
    assert re.fullmatch(r"postgresql://127\.0\.0\.1:\d+/pipeline", found["services"]["postgres"]["url"])
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+", found["services"]["api-1"]["url"])

    header, *rows = stack.cli("status").stdout.splitlines()
    assert header.split() == ["SERVICE", "STATE", "PID", "ADDRESS"]
    assert {row.split()[0] for row in rows} == PROCESSES
    assert {row.index("running") for row in rows} == {header.index("STATE")}


def test_secrets_are_the_stack_s_own_and_only_its_owner_can_read_them(stack: Stack) -> None:
    assert stack.secrets.keys() == SECRETS
    file = stack.folder / "secrets.env"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(stack.folder.stat().st_mode) & 0o066 == 0
    assert stat.S_IMODE((stack.folder / "logs").stat().st_mode) == 0o700
    assert len(base64.b64decode(stack.secrets["STORAGE_KEY"])) == 32
    claims = jwt.decode(stack.secrets["SERVICE_ROLE_KEY"], stack.secrets["JWT_SECRET"], algorithms=["HS256"])
    assert (claims["role"], claims["iss"]) == ("service_role", "countersign")
    assert claims["exp"] > time.time() + 365 * 24 * 3600


def test_no_secret_is_in_the_supervisor_s_file_on_a_command_line_or_in_a_log(stack: Stack) -> None:
    seen = (stack.folder / "supervisord.conf").read_text(encoding="utf-8")
    seen += "".join(" ".join(process.cmdline()) for process in members.of(stack.folder))
    seen += "".join(path.read_text(errors="replace") for path in (stack.folder / "logs").iterdir())
    passwords = [httpx.URL(url).password for key, url in stack.secrets.items() if key.endswith("DATABASE_URL")]
    for secret in [*stack.secrets.values(), *passwords]:
        assert secret
        assert secret not in seen


def test_the_database_s_environment_holds_no_secret(stack: Stack) -> None:
    variables = psutil.Process(stack.pids()["postgres"]).environ()
    assert not [value for value in stack.secrets.values() if value in variables.values()]


def test_logs_are_printed_and_followed(stack: Stack) -> None:
    lines = stack.log("storage").splitlines()
    assert all(json.loads(line)["service"] == "storage" for line in lines)
    with subprocess.Popen(
        command("logs", "-f", "storage", "--name", stack.name), env=ENVIRONMENT, stdout=subprocess.PIPE, text=True
    ) as following:
        assert following.stdout
        for _ in lines:
            following.stdout.readline()
        httpx.get(f"{stack.urls['storage']}/health", headers={"X-Correlation-ID": "followed-by-a-test"}, timeout=30)
        while "followed-by-a-test" not in following.stdout.readline():
            pass
        following.send_signal(signal.SIGINT)
        assert following.wait(60) == 130


# Acting on services


def test_a_killed_process_is_started_again(stack: Stack) -> None:
    before = stack.pids()
    stack.cli("kill", "worker-1")
    stack.cli("kill", "postgres")
    after = all_running(stack)
    changed = {name for name, pid in before.items() if after[name]["pid"] != pid}
    assert changed == {"worker-1", "postgres"}
    assert not alive([before["worker-1"], before["postgres"]])


def test_stop_start_and_restart_accept_services_and_processes(stack: Stack) -> None:
    before = stack.pids()
    assert "api-1, api-2" in stack.cli("stop", "api").stdout
    stopped = stack.status()
    assert {name for name, s in stopped.items() if s["state"] == "stopped" and s["pid"] is None} == {"api-1", "api-2"}
    assert not alive([before["api-1"], before["api-2"]])
    assert "not running" in stack.cli("kill", "api-1", check=False).stderr
    stack.cli("start", "api")
    for _ in range(10):
        assert httpx.get(f"{stack.urls['api']}/health", timeout=30).status_code == 200
    stack.cli("restart", "worker-2", "openai")
    after = stack.pids()
    assert {name for name in PROCESSES if after[name] != before[name]} == {"api-1", "api-2", "worker-2", "openai"}


def test_reset_empties_the_stack_and_leaves_it_running(stack: Stack) -> None:
    document, before = generate("reset", pages=1), stack.pids()

    def files(folder: str) -> list[Path]:
        return [path for path in (stack.folder / folder).rglob("*") if path.is_file()]

    def milliseconds() -> float:
        person = Person(stack.urls["api"])
        person.embed(document)
        assert files("storage/raw")
        printed = stack.cli("reset").stdout
        # Storage's probe file may be there for a moment.
        eventually(lambda: files("storage"), lambda left: left == [], "an empty storage")
        given = {"email": person.email, "password": PASSWORD}
        assert httpx.post(f"{stack.urls['api']}/login", json=given, timeout=30).status_code == 401
        return float(re.findall(r"\((\d+) ms\)", printed)[0])

    eventually(milliseconds, lambda taken: taken < 3000, "a reset that took less than 3 s")
    Person(stack.urls["api"]).embed(document)
    assert stack.pids() == before


def test_migrate_says_when_there_is_nothing_to_do(stack: Stack) -> None:
    assert stack.cli("migrate").stdout.strip() == "the schema is up to date"
    variables = {f"PIPELINE_{key}": value for key, value in stack.secrets.items()}
    assert "up to date" in pipeline("migrate", **variables).stdout
