"""Asks a service over HTTP whether it is alive, whether it is ready, and what it counts."""

import asyncio
import json
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from pipeline.exposition import read
from pipeline.logs import CORRELATION_HEADER
from pipeline.monitor.figures import COUNTERS

PATIENCE_SECONDS = 2.0
READ_AT_ONCE = 256 * 1024
LONGEST_ANSWER = 8 * 1024 * 1024
LONGEST_REASON = 200


@dataclass(frozen=True)
class Answer:
    """The answer of a service."""

    ready: bool
    degraded: bool  # it works, but a dependency is away
    reason: str
    seconds: float  # until it answered the health request
    counters: dict[str, float] | None  # None if it has none


class NoAnswer(Exception):
    """Why a service gave no answer."""


async def ask(base: str, ready_path: str) -> Answer:
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await _ask(base, ready_path)
    except TimeoutError:
        raise NoAnswer(f"no answer within {PATIENCE_SECONDS:g} s") from None


async def _ask(base: str, ready_path: str) -> Answer:
    began = time.perf_counter()
    status, body = await get(base + "/health")
    seconds = time.perf_counter() - began
    if ready_path != "/health":
        status, body = await get(base + ready_path)
    counters = counters_in(*await get(base + "/metrics"))
    wrong, ready = reason_in(body), status == 200
    return Answer(ready, bool(wrong), wrong or ("" if ready else f"answers {status}"), seconds, counters)


def reason_in(body: bytes) -> str:
    """What is wrong according to a health answer: absent dependencies, or the message of an error."""
    try:
        told = json.loads(body)
        dependencies = told.get("dependencies", {})
        message = told.get("error", {}).get("message", "")
        away = [f"{name} is {state}" for name, state in dependencies.items() if state != "available"]
    except (ValueError, AttributeError):
        return ""
    return (", ".join(away) or str(message))[:LONGEST_REASON]


def counters_in(status: int, body: bytes) -> dict[str, float] | None:
    try:
        return read(body.decode(), COUNTERS) if status == 200 else None
    except ValueError:  # it is not Prometheus text
        return None


async def get(url: str) -> tuple[int, bytes]:
    """Status and body, over a new connection each time, so that each process behind a shared port has its turn."""
    parts = urlsplit(url)
    writer = None
    try:
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port or 80)
        # An answer to HTTP/1.0 ends with the connection, and is never sent in chunks.
        lines = (f"GET {parts.path} HTTP/1.0", f"Host: {parts.netloc}", f"{CORRELATION_HEADER}: monitor", "", "")
        writer.write("\r\n".join(lines).encode())
        answer = bytearray()
        while (more := await reader.read(READ_AT_ONCE)) and len(answer) < LONGEST_ANSWER:
            answer += more
        head, _, body = bytes(answer).partition(b"\r\n\r\n")
        return int(head.split(None, 2)[1]), body
    except ConnectionRefusedError:
        raise NoAnswer("nothing listens there") from None
    except OSError:
        raise NoAnswer("the connection fails") from None
    except (IndexError, ValueError):
        raise NoAnswer("it does not answer in HTTP") from None
    finally:
        if writer:
            writer.close()
