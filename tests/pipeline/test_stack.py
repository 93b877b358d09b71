"""The stack as the person at the command line meets it."""

import base64
import json
import os
import re
import signal
import socket
import stat
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import jwt
import psutil
import pytest

from keywords.documents.generated import generate
from pipeline.settings import Settings
from pipeline.stack import members, ports
from pipeline.stack.supervisor import SOCKET_PATH_LIMIT, make_socket_folder, socket_path
from tests.alive import alive
from tests.pipeline.conftest import ENVIRONMENT, HOME, Stack, command, look_at, pipeline, started
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
PROCESSES = {"postgres", "api-1", "api-2", "worker-1", "worker-2", "storage", "llamaparse", "openai", "monitor", "web"}
EXAMPLE = Path(__file__).parents[2] / ".env.example"


# What a stack shows of itself


def all_running(stack: Stack) -> dict[str, dict[str, Any]]:
    return eventually(
        stack.status, lambda seen: all(s["state"] == "running" for s in seen.values()), "running processes"
    )


def test_status_lists_every_process_for_programs_and_for_people(stack: Stack) -> None:
    all_running(stack)  # a test before this one may have ended some
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


def test_secrets_are_new_for_the_stack_and_for_its_owner_alone(stack: Stack) -> None:
    assert stack.secrets.keys() == SECRETS
    file = stack.folder / "secrets.env"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(stack.folder.stat().st_mode) & 0o066 == 0
    assert stat.S_IMODE((stack.folder / "logs").stat().st_mode) == 0o700
    assert len(base64.b64decode(stack.secrets["STORAGE_KEY"])) == 32
    claims = jwt.decode(stack.secrets["SERVICE_ROLE_KEY"], stack.secrets["JWT_SECRET"], algorithms=["HS256"])
    assert (claims["role"], claims["iss"]) == ("service_role", "countersign")
    assert claims["exp"] > time.time() + 365 * 24 * 3600


def test_no_secret_is_in_the_supervisors_file_on_a_command_line_or_in_a_log(stack: Stack) -> None:
    seen = (stack.folder / "supervisord.conf").read_text(encoding="utf-8")
    seen += "".join(" ".join(process.cmdline()) for process in members.of(stack.folder))
    seen += "".join(path.read_text(errors="replace") for path in (stack.folder / "logs").iterdir())
    passwords = [httpx.URL(url).password for key, url in stack.secrets.items() if key.endswith("DATABASE_URL")]
    for secret in [*stack.secrets.values(), *passwords]:
        assert secret
        assert secret not in seen


def test_the_database_keeps_the_other_services_secrets_out_of_its_environment(stack: Stack) -> None:
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


def test_stop_start_and_restart_take_services_and_processes(stack: Stack) -> None:
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
        said = stack.cli("reset").stdout
        # A look whether storage can be written to may lie there for a moment.
        eventually(lambda: files("storage"), lambda left: left == [], "an empty storage")
        given = {"email": person.email, "password": PASSWORD}
        assert httpx.post(f"{stack.urls['api']}/login", json=given, timeout=30).status_code == 401
        return float(re.findall(r"\((\d+) ms\)", said)[0])

    eventually(milliseconds, lambda taken: taken < 3000, "a reset that nothing else on the machine held up")
    Person(stack.urls["api"]).embed(document)
    assert stack.pids() == before


def test_migrate_says_when_there_is_nothing_to_do(stack: Stack) -> None:
    assert stack.cli("migrate").stdout.strip() == "the schema is up to date"
    variables = {f"PIPELINE_{key}": value for key, value in stack.secrets.items()}
    assert "up to date" in pipeline("migrate", **variables).stdout


# What is refused, in one line


def one_line(done: subprocess.CompletedProcess[str], status: int) -> str:
    assert done.returncode == status, done.stdout + done.stderr
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    return done.stderr


def test_an_unknown_service_is_answered_with_the_known_ones(stack: Stack) -> None:
    for verb in ("stop", "start", "restart", "kill", "logs"):
        said = one_line(stack.cli(verb, "webserver", check=False), 2)
        assert "no service 'webserver'" in said
        assert all(name in said for name in PROCESSES | {"api", "worker"})


@pytest.mark.parametrize(
    "arguments",
    [["status"], ["status", "--json"], ["stop", "api"], ["reset"], ["migrate"], ["letters"], ["requeue"]],
)
def test_a_stack_that_is_not_running_is_called_that(arguments: list[str]) -> None:
    assert "stack 'test-never' is not running" in one_line(pipeline(*arguments, "--name", "test-never"), 1)
    assert not (HOME / "test-never").exists()


def test_stopping_a_stack_that_is_not_running_is_no_error() -> None:
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
    said = one_line(pipeline("up", "--detach", "--ports", "free", "--name", "test-wrong", *sets, **variables), 78)
    assert all(name in said for name in named)
    assert not (HOME / "test-wrong").exists()


def test_a_service_alone_names_the_settings_that_it_misses() -> None:
    said = one_line(pipeline("run", "storage"), 78)
    assert "PIPELINE_JWT_SECRET" in said
    assert "PIPELINE_STORAGE_KEY" in said


def test_a_taken_port_is_named_with_its_holder_and_nothing_starts() -> None:
    with socket.socket() as holder:
        with suppress(OSError):  # somebody else on this machine holds it: as good
            holder.bind(("127.0.0.1", 8001))
            holder.listen()
        mine = holder.getsockname()[1] == 8001
        said = one_line(pipeline("up", "--detach", "--name", "test-taken"), 2)
        assert "port 8001 (llamaparse) is taken by process " in said
        assert not mine or f"process {os.getpid()} (" in said
        assert "--ports free" in said
    assert pipeline("status", "--name", "test-taken").returncode == 1
    pipeline("down", "--purge", "--name", "test-taken")


def test_names_of_stacks_are_plain() -> None:
    for name in ("Upper", "a/b", "..", "a" * 41, ""):
        done = pipeline("status", "--name", name)
        assert done.returncode == 2
        assert "lower-case letters, digits and hyphens" in done.stderr


# Whole stacks come and go


def test_a_foreground_stack_lives_beside_another_until_ctrl_c(stack: Stack) -> None:
    name = f"test-{os.getpid()}-beside"
    arguments = ["up", "--ports", "free", "--name", name, "--set", "workers=1"]
    with subprocess.Popen(command(*arguments), env=ENVIRONMENT, stdout=subprocess.PIPE, text=True) as up:
        try:
            assert up.stdout
            told = ""
            while "Ctrl-C" not in told:
                line = up.stdout.readline()
                assert line, told
                told += line
            beside = look_at(name)
            for process in PROCESSES - {"api-1", "api-2", "worker-2"} | {"api"}:
                assert re.search(rf"^  {process} +ready +\d+\.\d\d s$", told, re.MULTILINE)
            assert all(url in told for service, url in beside.urls.items() if service != "worker")
            assert not set(beside.urls.values()) & {url for url in stack.urls.values() if url}
            assert not set(beside.secrets.values()) & set(stack.secrets.values())
            assert httpx.get(f"{beside.urls['api']}/ready", timeout=30).status_code == 200

            again = beside.cli("up", check=False)
            assert again.returncode == 1
            assert "is already running" in again.stdout
            assert beside.cli("up", "--detach").stdout.startswith(f"stack '{name}' is already running")

            everyone = [process.pid for process in members.of(beside.folder)]
            assert {*beside.pids().values()} < {*everyone}
            up.send_signal(signal.SIGINT)
            assert up.wait(120) == 0
            assert up.stdout.read().endswith(f"stopping stack '{name}'\nstopped\n")
            assert alive(everyone) == []
        finally:
            up.kill()
            pipeline("down", "--purge", "--name", name)
    assert httpx.get(f"{stack.urls['api']}/health", timeout=30).status_code == 200


def test_a_stack_whose_supervisor_was_killed_starts_again_with_its_data_ports_and_secrets() -> None:
    with started("orphaned", workers=1) as first:
        person = Person(first.urls["api"])
        orphans = [process.pid for process in members.of(first.folder)]
        os.kill(int((first.folder / "supervisord.pid").read_text()), signal.SIGKILL)
        eventually(lambda: first.cli("status", check=False).returncode, lambda code: code == 1, "a missing supervisor")
        first.cli("up", "--detach", "--ports", "free", "--set", "workers=1")
        assert alive(orphans) == []

        second = look_at(first.name)
        assert (second.urls, second.secrets) == (first.urls, first.secrets)
        assert person.http.get("/me").status_code == 200

        everyone = [process.pid for process in members.of(second.folder)]
        for pid in everyone:  # a crash of everything at once
            with suppress(ProcessLookupError):  # the database's own end with it
                os.kill(pid, signal.SIGKILL)
        first.cli("up", "--detach", "--ports", "free", "--set", "workers=1")
        assert person.http.get("/me").status_code == 200

        everyone = [process.pid for process in members.of(second.folder)]
        os.kill(int((first.folder / "supervisord.pid").read_text()), signal.SIGKILL)
        assert first.cli("down").stdout == f"stack '{first.name}' is stopped\n"
        assert alive(everyone) == []
        first.cli("down", "--purge")
        assert not first.folder.exists()


# Small things


def test_the_example_names_every_setting_with_its_default() -> None:
    shown = dict(re.findall(r"^#(PIPELINE_[A-Z_]+)=(.*)$", EXAMPLE.read_text(encoding="utf-8"), re.MULTILINE))
    assert shown.keys() == {f"PIPELINE_{name.upper()}" for name in Settings.model_fields}
    given = {key.removeprefix("PIPELINE_").lower(): value for key, value in shown.items() if value}
    defaults = Settings.model_construct()
    assert Settings(**given).model_dump() == defaults.model_dump()


def test_a_long_path_gives_the_socket_a_short_folder_that_only_the_owner_enters(tmp_path: Path) -> None:
    short, long = socket_path(tmp_path / "s"), socket_path(tmp_path / ("x" * 100))
    assert short == tmp_path / "s" / "supervisor.sock"
    assert len(os.fsencode(long)) <= SOCKET_PATH_LIMIT
    make_socket_folder(long)
    try:
        assert stat.S_IMODE(long.parent.stat().st_mode) == 0o700
        long.parent.chmod(0o777)
        with pytest.raises(PermissionError, match="written by others"):
            make_socket_folder(long)
    finally:
        long.parent.rmdir()


def test_ports_are_kept_while_they_are_free() -> None:
    first = ports.pick(["a", "b"], "127.0.0.1", {})
    assert len(set(first.values())) == 2
    assert ports.pick(["a", "b"], "127.0.0.1", first) == first
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", first["a"]))
        taken.listen()
        second = ports.pick(["a", "b"], "127.0.0.1", first)
    assert second["a"] != first["a"]
    assert second["b"] == first["b"]
