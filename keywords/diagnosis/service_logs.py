"""The logs of the environment's services, if the stack can read them."""

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

    def value(self, key: str) -> str:
        return str((self.content or {}).get(key, ""))


def read(place: Place) -> list[Line]:
    """All lines so far of the services that log in JSON."""
    needs(place.stack, Ability.LOGS)
    names = [name for name in place.stack.names() if kind_of(name).json_logs]
    with ThreadPoolExecutor(2) as pool:
        logs = pool.map(place.stack.logs, names)
        return [line for name, lines in zip(names, logs, strict=True) for line in lines_of(service_of(name), lines)]


def lines_of(service: str, lines: Iterable[str]) -> list[Line]:
    return [Line(service, line, parsed(line)) for line in lines if line.strip()]


def parsed(text: str) -> dict[str, Any] | None:
    """The JSON object in a line, or None."""
    try:
        content = json.loads(text)
    except ValueError:
        return None
    return content if isinstance(content, dict) else None


def secrets_in(lines: Sequence[Line]) -> int:
    """The number of secrets of this run, and of tokens of any kind, in the lines."""
    text = "\n".join(line.text for line in lines)
    return mask(text).count(MASK) - text.count(MASK)


def in_utc(text: str, earliest: datetime, latest: datetime) -> bool:
    """True if a time is written in UTC and lies within these limits."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return False
    return at.utcoffset() is not None and not at.utcoffset() and earliest <= at <= latest
