"""What the services of the environment have logged, where a stack can read it."""

import json
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from keywords.basics.secrets import MASK, mask
from keywords.contract.place import Place
from keywords.stacks.protocol import Ability, needs
from keywords.stacks.services import kind_of, service_of


@dataclass(frozen=True)
class Line:
    service: str
    text: str
    content: dict[str, Any] | None  # None: it is not JSON

    def told(self, key: str) -> str:
        return str((self.content or {}).get(key, ""))


def read(place: Place) -> list[Line]:
    """Every line so far of the services that log in JSON."""
    needs(place.stack, Ability.LOGS)
    wanted = [name for name in place.stack.names() if kind_of(name).json_logs]
    with ThreadPoolExecutor(2) as pool:
        logs = pool.map(place.stack.logs, wanted)
        return [line for name, lines in zip(wanted, logs, strict=True) for line in lines_of(service_of(name), lines)]


def lines_of(service: str, lines: Iterable[str]) -> list[Line]:
    return [Line(service, line, parsed(line)) for line in lines if line.strip()]


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
