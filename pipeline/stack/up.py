"""Starts a whole stack, and stays until it is ready or until it is stopped."""

import argparse
import os
import re
import signal
import subprocess
import sys
import time

from pipeline.database import migrate
from pipeline.settings import Settings, load
from pipeline.stack import postgres, secrets
from pipeline.stack.errors import StackError
from pipeline.stack.processes import tail
from pipeline.stack.readiness import NotReady
from pipeline.stack.services import SERVICES
from pipeline.stack.stack import READY_SECONDS, Record, Stack
from pipeline.variables import PREFIX, SettingsError

# Settings that a stack makes itself.
OWN = {*secrets.KEYS, "DATA_DIR", "POSTGRES_PORT", *(f"{name.upper()}_URL" for name in SERVICES)}


def up(stack: Stack, given: argparse.Namespace) -> int:
    variables, links = variables_given(given.set), links_given(given.link)
    os.environ.update(variables)
    settings = load()
    postgres.find_binaries(settings.postgres_bin)
    for number in (signal.SIGINT, signal.SIGTERM):  # otherwise a shell's background job would ignore Ctrl-C
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
        record, list(record.processes), whole=True, since=began, tell=tell, migrate=lambda: migrate.migrate(settings)
    )
    waiting.wait(READY_SECONDS)
    print(f"ready after {time.time() - began:.2f} s")
    show_addresses(stack, record)


def attend(stack: Stack, started: "subprocess.Popen[bytes]") -> int:
    """Stay until Ctrl-C, or until another command stops the stack."""
    print("Ctrl-C stops the stack.", flush=True)
    status = started.wait()
    if status == 0:
        print(f"stack '{stack.name}' was stopped")
        return 0
    raise StackError(f"the supervisor of stack '{stack.name}' ended unexpectedly (status {status})")


def already_running(stack: Stack, *, detach: bool) -> int:
    """Another `up` may not have finished: wait until the stack is ready, then print its addresses."""
    record = stack.running()
    stack.waiting(record, list(record.processes), whole=True, since=0).wait(READY_SECONDS)
    print(f"stack '{stack.name}' is already running, with the settings it was started with")
    show_addresses(stack, record)
    return 0 if detach else 1


def variables_given(assignments: list[str]) -> dict[str, str]:
    """The settings for this stack, none of them secret: from the environment and from --set, which wins."""
    names = {field.upper() for field in Settings.model_fields}
    found = {PREFIX + n: os.environ[PREFIX + n] for n in sorted(names - OWN) if PREFIX + n in os.environ}
    for assignment in assignments:
        key, equals, value = assignment.partition("=")
        name = key.upper().removeprefix(PREFIX)
        if not equals or name not in names:
            raise SettingsError(f"wrong settings: --set {key}: expected KEY=VALUE with a key of .env.example")
        if name in OWN:
            raise SettingsError(f"wrong settings: --set {key}: a stack makes this itself")
        found[PREFIX + name] = value
    return found


def links_given(assignments: list[str]) -> dict[str, str]:
    """Host and port of each proxy between a service and all its users, or one named user."""
    found = {}
    for assignment in assignments:
        link, _, where = assignment.partition("=")
        user, _, service = link.rpartition(":")
        known = service in SERVICES and SERVICES[service].port and user in ("", *SERVICES)
        if not known or not re.fullmatch(r"[^:/@\s]+:\d+", where):
            raise SettingsError(
                f"wrong settings: --link {assignment}: expected SERVICE=HOST:PORT or USER:SERVICE=HOST:PORT, "
                "where both are services and SERVICE has a port"
            )
        found[link] = where
    return found


def show_addresses(stack: Stack, record: Record) -> None:
    for service, url in record.urls.items():
        print(f"  {service:<12} {url}")
    print(f"  {'secrets':<12} {stack.secrets_file}", flush=True)


def show_last_lines(stack: Stack, error: NotReady) -> None:
    for name in error.names:
        print(f"--- the end of {stack.log(name)}", *tail(stack.log(name), 8), sep="\n", file=sys.stderr, flush=True)


def uninterrupted() -> None:
    """Finish stopping: a second Ctrl-C must not leave half a stack behind."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
