"""Masks the secrets of a run wherever text leaves the process."""

import re
from collections.abc import Iterable
from typing import Any

MASK = "••••"
SHORTEST = 8  # shorter values would mask ordinary words
_known: set[str] = set()
_LOOKS_SECRET = re.compile(
    r"eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}"  # any JWT
    r"|(?<=://)[^/\s:@]+:[^/\s@]+(?=@)"  # credentials in an address
)


def remember(values: Iterable[str]) -> None:
    """Mask these values from now on in messages, results, evidence and dossier."""
    _known.update(value for value in values if len(value) >= SHORTEST)


def masked(content: Any) -> Any:
    """Return the same content with every text in it masked."""
    if isinstance(content, str):
        return mask(content)
    if isinstance(content, dict):
        return {masked(key): masked(value) for key, value in content.items()}
    return [masked(part) for part in content] if isinstance(content, list) else content


def mask(text: str) -> str:
    for value in sorted(_known, key=len, reverse=True):
        if value in text:
            text = text.replace(value, MASK)
    return _LOOKS_SECRET.sub(MASK, text)
