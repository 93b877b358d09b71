"""What each command does and prints."""

import argparse
import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Coroutine
from typing import Any, TypeVar

import asyncpg

from pipeline.database import dead_letters
from pipeline.database import migrate as database
from pipeline.settings import PREFIX, Settings, SettingsError, load
from pipeline.stack import postgres, secrets
from pipeline.stack.processes import chosen, follow, kill, start, tail
from pipeline.stack.readiness import NotReady
from pipeline.stack.reset import reset_simulators, reset_storage
from pipeline.stack.run import EX_CONFIG
from pipeline.stack.services import SERVICES
from pipeline.stack.stack import READY_SECONDS, Record, Stack, StackError, home
from pipeline.stack.supervisor import NotRunning, StillAlive

T = TypeVar("T")
# What a stack decides by itself.
OWN = {*secrets.KEYS, "DATA_DIR", "POSTGRES_PORT", *(f"{name.upper()}_URL" for name in SERVICES)}


def execute(given: argparse.Namespace) -> int:
    """Run the command; what goes wrong is one line on standard error."""
    commands = {
        "up": up, "down": down, "status": status, "list": list_stacks, "logs": logs,
        "start": start_again, "stop": stop_some,
        "restart": restart, "kill": kill_some, "reset": reset, "migrate": migrate,
        "letters": letters, "requeue": requeue,
    }  # fmt: skip
    try:
        return commands[given.command](Stack(given.name or "default"), given)
    except SettingsError as error:
        return complain(str(error), EX_CONFIG)
    except StackError as error:
        return complain(str(error), error.status)
    except (NotReady, StillAlive, PermissionError) as error:
        return complain(str(error), 1)
    except NotRunning:
        return complain(f"stack '{given.name}' is not running any more", 1)
    except BrokenPipeError:  # the reader has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130


def complain(message: str, status: int) -> int:
    print(f"pipeline: {message}", file=sys.stderr)
    return status


# The whole stack


def list_stacks(_stack: Stack, _given: argparse.Namespace) -> int:
    for folder in sorted(home().glob("*/stack.json")):
        stack = Stack(folder.parent.name)
        print(f"{stack.name}\t{'stopped' if stack.supervisor.pid() is None else 'running'}")
    return 0


def up(stack: Stack, given: argparse.Namespace) -> int:
    variables, links = variables_given(given.set), links_given(given.link)
    os.environ.update(variables)
    settings = load()
    postgres.find_binaries(settings.postgres_bin)
    for number in (signal.SIGINT, signal.SIGTERM):  # a shell's background job would else ignore Ctrl-C
        signal.signal(number, signal.default_int_handler)
    with stack.lock():
        started = None
        if stack.supervisor.pid() is None:
            started = stack.launch(settings, variables, links, free_ports=given.ports == "free")
    if started is None:
        return already_running(stack, detach=given.detach)
    print(f"starting stack '{stack.name}' in {stack.folder}", flush=True)
    ready = False
    try:
        bring_up(stack, started)
        ready = True
        if not given.detach:
            return attend(stack, started)
    except BaseException as error:
        uninterrupted()
        if isinstance(error, NotReady):
            show_last_lines(stack, error)
        print(f"stopping stack '{stack.name}'", flush=True)
        stack.stop()
        print("stopped", flush=True)
        if isinstance(error, KeyboardInterrupt):
            return 0 if ready else 130
        raise
    print(f"It runs in the background. To stop it: python -m pipeline down --name {stack.name}")
    return 0


def bring_up(stack: Stack, started: "subprocess.Popen[bytes]") -> None:
    began = time.time()
    stack.await_supervisor(started)
    record = stack.running()
    settings = stack.settings(record)

    def tell(name: str, seconds: float) -> None:
        print(f"  {name:<12} ready  {seconds:5.2f} s", flush=True)

    waiting = stack.waiting(
        record, list(record.processes), whole=True, since=began, tell=tell, migrate=lambda: database.migrate(settings)
    )
    asyncio.run(waiting.until_ready(READY_SECONDS))
    print(f"ready after {time.time() - began:.2f} s")
    show_addresses(stack, record)


def attend(stack: Stack, started: "subprocess.Popen[bytes]") -> int:
    """Stay until Ctrl-C, or until the stack is stopped from elsewhere."""
    print("Ctrl-C stops the stack.", flush=True)
    status = started.wait()
    if status == 0:
        print(f"stack '{stack.name}' was stopped")
        return 0
    raise StackError(f"the supervisor of stack '{stack.name}' ended unexpectedly (status {status})")


def already_running(stack: Stack, *, detach: bool) -> int:
    """Another `up` may still be at it: wait for the stack to be whole, and say where it is."""
    record = stack.running()
    asyncio.run(stack.waiting(record, list(record.processes), whole=True, since=0).until_ready(READY_SECONDS))
    print(f"stack '{stack.name}' is already running, with the settings that it was started with")
    show_addresses(stack, record)
    return 0 if detach else 1


def variables_given(assignments: list[str]) -> dict[str, str]:
    """The settings for this stack: from the environment, and from --set, which wins. None of them is a secret."""
    names = {field.upper() for field in Settings.model_fields}
    found = {PREFIX + n: os.environ[PREFIX + n] for n in sorted(names - OWN) if PREFIX + n in os.environ}
    for assignment in assignments:
        key, equals, value = assignment.partition("=")
        name = key.upper().removeprefix(PREFIX)
        if not equals or name not in names:
            raise SettingsError(f"wrong settings: --set {key}: expected KEY=VALUE with a key of .env.example")
        if name in OWN:
            raise SettingsError(f"wrong settings: --set {key}: a stack chooses this by itself")
        found[PREFIX + name] = value
    return found


def links_given(assignments: list[str]) -> dict[str, str]:
    """Host and port by service, of what stands between it and the services that use it."""
    found = {}
    for assignment in assignments:
        service, _, where = assignment.partition("=")
        if service not in SERVICES or not SERVICES[service].port or not re.fullmatch(r"[^:/@\s]+:\d+", where):
            raise SettingsError(f"wrong settings: --link {assignment}: expected a service with a port, and HOST:PORT")
        found[service] = where
    return found


def show_addresses(stack: Stack, record: Record) -> None:
    for service, url in record.urls.items():
        print(f"  {service:<12} {url}")
    print(f"  {'secrets':<12} {stack.secrets_file}", flush=True)


def show_last_lines(stack: Stack, error: NotReady) -> None:
    for name in error.names:
        print(f"--- the end of {stack.log(name)}", *tail(stack.log(name), 8), sep="\n", file=sys.stderr, flush=True)


def uninterrupted() -> None:
    """Stopping has begun, and is finished: a second Ctrl-C does not leave half a stack behind."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)


def down(stack: Stack, given: argparse.Namespace) -> int:
    ended = stack.stop()
    print(f"stack '{stack.name}' " + ("is stopped" if ended else "was not running"))
    if given.purge:
        stack.purge()
        print(f"deleted {stack.folder}")
    return 0


def status(stack: Stack, given: argparse.Namespace) -> int:
    found = stack.status()
    if given.json:
        print(json.dumps(found, indent=2))
        return 0
    rows = [("SERVICE", "STATE", "PID", "ADDRESS")]
    rows += [(n, s["state"], str(s["pid"] or "-"), s["url"] or "-") for n, s in found["services"].items()]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    for row in rows:
        print("  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[3]]))
    return 0


def reset(stack: Stack, _given: argparse.Namespace) -> int:
    record = stack.running()
    began = time.perf_counter()
    with_database(database.reset(stack.settings(record)))
    reset_storage(stack.folder)
    reset_simulators(record.urls)
    print(f"stack '{stack.name}' is empty ({(time.perf_counter() - began) * 1000:.0f} ms)")
    return 0


def migrate(stack: Stack, given: argparse.Namespace) -> int:
    by_environment = given.name is None and PREFIX + "DATABASE_URL" in os.environ
    needed = [key.lower() for key in secrets.DATABASE_USERS]
    settings = load(*needed) if by_environment else stack.settings(stack.running())
    applied = with_database(database.migrate(settings))
    print("applied " + ", ".join(applied) if applied else "the schema is up to date")
    return 0


def letters(stack: Stack, _given: argparse.Namespace) -> int:
    found = with_database(dead_letters.letters(stack.settings(stack.running())))
    for each in found:
        print(f"{each.jobs:6}  {each.code:<24}  {each.message}")
    if not found:
        print("no dead letters")
    return 0


def requeue(stack: Stack, given: argparse.Namespace) -> int:
    number = with_database(dead_letters.requeue(stack.settings(stack.running()), given.codes))
    print(f"queued again: {number}")
    return 0


def with_database(work: Coroutine[Any, Any, T]) -> T:
    try:
        return asyncio.run(work)
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise StackError(f"the database does not do it: {error}") from None


# Some of its services


def logs(stack: Stack, given: argparse.Namespace) -> int:
    record = stack.record()
    if record is None:
        raise StackError(f"there is no stack '{stack.name}'")
    paths = [stack.log(name) for name in chosen(record, [given.service])]
    for line in follow(paths, on=given.follow):
        sys.stdout.write(line)
        sys.stdout.flush()
    return 0


def start_again(stack: Stack, given: argparse.Namespace) -> int:
    record = stack.running()
    names = chosen(record, given.services)
    start(stack, record, names)
    return say("started", names)


def stop_some(stack: Stack, given: argparse.Namespace) -> int:
    names = chosen(stack.running(), given.services)
    stack.supervisor.stop(names)
    return say("stopped", names)


def restart(stack: Stack, given: argparse.Namespace) -> int:
    record = stack.running()
    names = chosen(record, given.services)
    stack.supervisor.stop(names)
    start(stack, record, names)
    return say("restarted", names)


def kill_some(stack: Stack, given: argparse.Namespace) -> int:
    names = chosen(stack.running(), given.services)
    kill(stack, names)
    return say("killed", names)


def say(done: str, names: list[str]) -> int:
    print(f"{done} {', '.join(names)}")
    return 0
