"""An HTTP server that says which API it is, and nothing else: enough for an environment to be ready."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

from tests.answering import answering


@contextmanager
def serving(title: str | None) -> Iterator[str]:
    """Its address. Every path answers with the same OpenAPI document; None leaves its title empty."""
    body = json.dumps({"info": {"title": title, "version": "1"}}).encode()
    with answering(lambda *_: (200, body)) as address:
        yield address
