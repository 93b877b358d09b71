"""Masks the secrets of a run wherever text leaves the process."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

MASK = "••••"
SHORTEST = 8  # shorter values would mask ordinary words
_known: dict[str, frozenset[str]] = {}  # by their last letters; the first ones of all tokens are the same
_LOOKS_SECRET = re.compile(
    r"eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}"  # any JWT
    r"|(?<=://)[^/\s:@]+:[^/\s@]+(?=@)"  # credentials in an address
)


def remember(values: Iterable[str]) -> None:
    """Mask these values from now on in messages, results, evidence and dossier."""
    for value in values:
        if len(value) >= SHORTEST:
            ending = value[-SHORTEST:]
            _known[ending] = _known.get(ending, frozenset()) | {value}


def masked(content: Any) -> Any:
    """Return the same content with every text in it masked."""
    if isinstance(content, str):
        return mask(content)
    if isinstance(content, dict):
        return {masked(key): masked(value) for key, value in content.items()}
    return [masked(part) for part in content] if isinstance(content, list) else content


def mask(text: str) -> str:
    for value in sorted(_candidates(text), key=len, reverse=True):
        text = text.replace(value, MASK)
    return _LOOKS_SECRET.sub(MASK, text)


def _candidates(text: str) -> Iterator[str]:
    """The secrets that may be in a text. A run knows thousands, and masks hundreds of thousands of short texts."""
    for end in range(SHORTEST, len(text) + 1):
        if (ending := text[end - SHORTEST : end]) in _known:
            yield from _known[ending]
