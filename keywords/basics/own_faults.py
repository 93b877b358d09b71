"""Tells faults of Countersign itself from answers of the pipeline, so that no pipeline is accused of them.

An answer is an AssertionError, an error of the network, of the database, or of text that the pipeline sent. An error
of a class that Countersign defines was raised on purpose. Anything else, such as a KeyError, is a fault of Countersign.
"""

import json
import socket
import ssl
import sysconfig
import traceback
from pathlib import Path

import httpx
import psycopg2
from robot.errors import RobotError
from websockets.exceptions import WebSocketException

from keywords.basics.errors import Misuse
from keywords.basics.folders import REPOSITORY

ANSWERS = (
    AssertionError,
    httpx.HTTPError,
    psycopg2.Error,
    WebSocketException,
    ConnectionError,
    TimeoutError,
    socket.gaierror,
    ssl.SSLError,
    json.JSONDecodeError,
    UnicodeDecodeError,
)
OURS = "keywords."
PYTHON = {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}


def own_fault(error: Exception) -> str | None:
    """What failed in Countersign, with file and line; None if the error is not its own fault."""
    if _is_answer(error) or _on_purpose(error):
        return None
    said = traceback.format_exception_only(error)[-1].strip()
    return f"Countersign failed in {_place(error)}: {said}"


def _is_answer(error: Exception) -> bool:
    if isinstance(error, psycopg2.ProgrammingError):
        return error.pgcode is not None  # without a code, the driver refused the call before it was sent
    return isinstance(error, ANSWERS)


def _on_purpose(error: Exception) -> bool:
    ours = type(error).__module__.startswith(OURS) and not isinstance(error, Misuse)
    return ours or isinstance(error, RobotError) or hasattr(error, "ROBOT_SKIP_EXECUTION")


def _place(error: Exception) -> str:
    """Where it was raised: the innermost line that belongs neither to Python nor to a package."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if not any(frame.filename.startswith(f"{path}/") for path in PYTHON)]
    if not frames:
        return "an unknown place"
    frame = (own or frames)[-1]
    file = Path(frame.filename)
    shown = file.relative_to(REPOSITORY) if file.is_relative_to(REPOSITORY) else file
    return f"{shown.as_posix()}:{frame.lineno}"
