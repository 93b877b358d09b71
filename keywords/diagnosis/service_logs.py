"""What the services of the environment have logged, where their logs can be read: those of the embedded pipeline."""

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from keywords.basics.secrets import MASK, mask
from keywords.environments.environment import EmbeddedStart
from keywords.evidence.recorder import Absent
from keywords.stacks import embedded
from keywords.world import World

OTHERS = ("postgres",)  # which writes its log in its own way


@dataclass(frozen=True)
class Line:
    service: str
    text: str
    content: dict[str, Any] | None  # None: it is not JSON

    def told(self, key: str) -> str:
        return str((self.content or {}).get(key, ""))


def read(world: World) -> list[Line]:
    """Every line so far of the services that speak JSON."""
    if not isinstance(world.environment.start, EmbeddedStart):
        raise Absent(f"the logs of {world.environment.name} cannot be read by Countersign")
    wanted = [name for name in world.processes if service_of(name) not in OTHERS]
    with ThreadPoolExecutor(2) as pool:
        texts = pool.map(lambda name: embedded.logs(embedded.run_name(), name), wanted)
        return [line for name, text in zip(wanted, texts, strict=True) for line in lines_of(service_of(name), text)]


def service_of(process: str) -> str:
    return process.rstrip("-0123456789")


def lines_of(service: str, text: str) -> list[Line]:
    return [Line(service, line, parsed(line)) for line in text.splitlines() if line.strip()]


def parsed(text: str) -> dict[str, Any] | None:
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def secrets_in(lines: Sequence[Line]) -> int:
    """How many secrets that this run knows of, and tokens of any kind, stand in the lines."""
    text = "\n".join(line.text for line in lines)
    return mask(text).count(MASK) - text.count(MASK)


def in_utc(text: str, earliest: datetime, latest: datetime) -> bool:
    """Whether a time says that it is in UTC, and is true."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return False
    return at.utcoffset() is not None and not at.utcoffset() and earliest <= at <= latest
