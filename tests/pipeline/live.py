"""The WebSocket of live status, as a client opens it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from tests.pipeline.conftest import Stack


@asynccontextmanager
async def live(
    stack: Stack, token: str, query: str = "", **options: Any
) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    options.setdefault("headers", {"Authorization": f"Bearer {token}"})
    url = f"{stack.urls['api']}/ws/jobs{query}"
    async with aiohttp.ClientSession() as session, session.ws_connect(url, **options) as socket:
        yield socket
