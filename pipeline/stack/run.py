"""Runs one service in this process."""

import gc
import importlib
import os
import sys
import time
from collections.abc import Callable

from pipeline.stack.services import EX_CONFIG, SERVICES, START_SECONDS
from pipeline.variables import SettingsError


def run(service: str, prepare: Callable[[], None] | None = None) -> int:
    try:
        if prepare:
            prepare()
        gc.disable()  # imports make many objects and no garbage
        module = importlib.import_module(SERVICES[service].module)
        gc.freeze()
        gc.enable()
        module.main()
    except SettingsError as error:
        sys.stderr.write(f"{service}: {error}\n")
        if "SUPERVISOR_ENABLED" in os.environ:
            time.sleep(START_SECONDS + 0.1)  # so that the supervisor heeds the exit status and does not retry
        return EX_CONFIG
    return 0
