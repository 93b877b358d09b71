"""The command line: `python -m pipeline COMMAND`."""

import argparse
import os
import re
from collections.abc import Sequence
from functools import partial

from pipeline.stack.services import SERVICES
from pipeline.variables import SettingsError


def main(arguments: Sequence[str] | None = None) -> int:
    given = parser().parse_args(arguments)
    # Imported here: a starting service needs nothing that the other commands import.
    if given.command == "run":
        from pipeline.stack.run import run

        return run(given.service, partial(join, given.name) if given.name else None)
    from pipeline.stack.commands import execute

    return execute(given)


def join(name: str) -> None:
    """Take on the settings and secrets of an existing stack."""
    from pipeline.stack.stack import Stack  # most services get everything from their environment

    stack = Stack(name)
    record = stack.record()
    if record is None:
        raise SettingsError(f"there is no stack '{name}'")
    os.environ.update(stack.environment(record))


def stack_name(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9-]{1,40}", text):
        raise argparse.ArgumentTypeError(f"'{text}' is not a name: lower-case letters, digits and hyphens, at most 40")
    return text


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(
        prog="python -m pipeline", description="The document pipeline: one stack of services."
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, text: str, *, default_name: str | None = "default") -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=text, description=text)
        made.add_argument("--name", type=stack_name, default=default_name, help="which stack (default: default)")
        return made

    up = command("up", "start the whole stack")
    up.add_argument("--ports", choices=("default", "free"), default="default", help="the usual ports, or any free ones")
    up.add_argument("--detach", action="store_true", help="return when the stack is ready, and leave it running")
    up.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="a setting, such as lease_seconds=2 (repeatable)",
    )
    up.add_argument(
        "--link",
        action="append",
        default=[],
        metavar="[USER:]SERVICE=HOST:PORT",
        help="the proxy through which all services, or only USER, reach SERVICE (repeatable)",
    )
    down = command("down", "stop the stack")
    down.add_argument("--purge", action="store_true", help="also delete its folder: data, logs and secrets")
    status = command("status", "show the processes")
    status.add_argument("--json", action="store_true", help="print JSON")
    command("list", "list this user's stacks, one per line, and whether each is running", default_name=None)
    logs = command("logs", "print the log of a service")
    logs.add_argument("-f", "--follow", action="store_true", help="keep printing new lines until Ctrl-C")
    logs.add_argument("service", help="a service or one of its processes")
    for verb, text in {
        "restart": "stop services and start them again",
        "stop": "stop services; they stay down",
        "start": "start services that are stopped",
        "kill": "kill services without warning (SIGKILL); the supervisor starts them again",
    }.items():
        command(verb, text).add_argument("services", nargs="+", metavar="SERVICE", help="a service or one process")
    command("letters", "count the dead letters by code, and show why they failed")
    requeue = command("requeue", "queue dead letters again, each at the stage where it stopped, with fresh retries")
    requeue.add_argument("codes", nargs="*", metavar="CODE", help="only dead letters with this code (default: all)")
    command("reset", "delete all documents, users and simulated jobs of a running stack")
    command(
        "migrate",
        "migrate a database to the newest schema: the one at PIPELINE_DATABASE_URL, or that of a stack",
        default_name=None,
    )
    run = command(
        "run",
        "run one service in this process: as part of the stack --name, or from PIPELINE_* variables alone",
        default_name=None,
    )
    run.add_argument("service", choices=list(SERVICES))
    return top
