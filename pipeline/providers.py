"""The official SDKs of external services. They take a second to import, so they load beside the first work."""

import asyncio
import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from pipeline.settings import Settings

if TYPE_CHECKING:
    from llama_cloud import AsyncLlamaCloud
    from openai import AsyncOpenAI


class Closable(Protocol):
    async def close(self) -> None: ...


C = TypeVar("C", bound=Closable)


class Later(Generic[C]):
    """A client that the first caller makes, once, in a thread."""

    def __init__(self, make: Callable[[Settings], C], settings: Settings) -> None:
        self._make, self._settings = make, settings
        self._client: C | None = None
        self._making = asyncio.Lock()

    async def get(self) -> C:
        async with self._making:
            if self._client is None:
                self._client = await asyncio.to_thread(self._make, self._settings)
            return self._client

    async def close(self) -> None:
        if self._client is not None:
            await self._client.close()


# Raised in the model's SDK when a connection is reset right after it opened and has no socket any more.
RESET = AttributeError
# What a refusal is about: who asks, or what is asked. Any other failure may be that of the provider.
OF_THE_ACCOUNT = {401, 402, 403, 429}
OF_THE_DOCUMENT = {*range(400, 500)} - OF_THE_ACCOUNT - {408}
# Neither SDK retries by itself: the pipeline has one retry policy, and it is measured.


def openai_client(settings: Settings) -> "AsyncOpenAI":
    from openai import AsyncOpenAI

    client = AsyncOpenAI(
        api_key=settings.secret("openai_api_key"),
        base_url=settings.openai_url,
        timeout=settings.call_timeout_seconds,
        max_retries=0,
    )
    return loaded(client, lambda: (client.embeddings, client.chat.completions))


def llamaparse_client(settings: Settings) -> "AsyncLlamaCloud":
    from llama_cloud import AsyncLlamaCloud

    client = AsyncLlamaCloud(
        api_key=settings.secret("llamaparse_api_key"),
        base_url=settings.llamaparse_url,
        timeout=settings.call_timeout_seconds,
        max_retries=0,
    )
    return loaded(client, lambda: client.parsing)


def loaded(client: C, resources: Callable[[], object]) -> C:
    """Load resources now: an SDK imports them on first use, when a process may have no file handle left."""
    resources()
    return client


def usable(vector: object, dimensions: int) -> bool:
    """True for a finite vector of the right length that is not zero: a zero vector is near nothing."""
    return isinstance(vector, list) and len(vector) == dimensions and all(map(math.isfinite, vector)) and any(vector)
