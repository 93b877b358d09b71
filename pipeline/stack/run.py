"""Runs one service in this process."""

import gc
import importlib
import os
import sys
import time

from pipeline.stack.services import SERVICES
from pipeline.variables import SettingsError

EX_CONFIG = 78  # the exit status of a service whose settings are wrong: starting it again would not help
START_SECONDS = 1  # the supervisor takes an exit within this time for a start that is to be tried again


def run(service: str, stack_name: str | None) -> int:
    try:
        if stack_name is not None:
            join(stack_name)
        gc.disable()  # imports make many objects and no garbage
        module = importlib.import_module(SERVICES[service].module)
        gc.freeze()
        gc.enable()
        module.main()
    except SettingsError as error:
        sys.stderr.write(f"{service}: {error}\n")
        if "SUPERVISOR_ENABLED" in os.environ:
            time.sleep(START_SECONDS + 0.1)  # so that the supervisor sees the exit status, and leaves it at that
        return EX_CONFIG
    return 0


def join(stack_name: str) -> None:
    """Take on the settings and secrets of a stack that is there."""
    from pipeline.stack.stack import Stack  # most services are told everything by their environment

    stack = Stack(stack_name)
    record = stack.record()
    if record is None:
        raise SettingsError(f"there is no stack '{stack_name}'")
    os.environ.update(stack.environment(record))
