"""What each command does and prints."""

import argparse
import json
import os
import sys
from importlib import import_module

from pipeline.stack.errors import StackError
from pipeline.stack.processes import chosen, follow, kill, start
from pipeline.stack.services import EX_CONFIG
from pipeline.stack.stack import Stack, home
from pipeline.stack.supervisor import NotRunning, StillAlive
from pipeline.variables import SettingsError

# Commands that need settings or the database: importing these modules takes longer than the other commands run.
APART = {
    "up": "pipeline.stack.up",
    "reset": "pipeline.stack.data",
    "migrate": "pipeline.stack.data",
    "letters": "pipeline.stack.data",
    "requeue": "pipeline.stack.data",
}


def execute(given: argparse.Namespace) -> int:
    """Run the command; report an error as one line on standard error."""
    commands = {
        "down": down,
        "status": status,
        "list": list_stacks,
        "logs": logs,
        "start": start_again,
        "stop": stop_some,
        "restart": restart,
        "kill": kill_some,
    }
    apart, stack = APART.get(given.command), Stack(given.name or "default")
    command = getattr(import_module(apart), given.command) if apart else commands[given.command]
    try:
        return int(command(stack, given))
    except SettingsError as error:
        return complain(str(error), EX_CONFIG)
    except StackError as error:
        return complain(str(error), error.status)
    except (StillAlive, PermissionError) as error:
        return complain(str(error), 1)
    except NotRunning:
        return complain(f"stack '{given.name}' is not running any more", 1)
    except BrokenPipeError:  # the reader has closed the pipe
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
