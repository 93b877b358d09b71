"""Vectors for texts, through the official openai SDK."""

import asyncio
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.logs import CORRELATION_HEADER, correlation_id
from pipeline.settings import Settings
from pipeline.worker.failures import Transient
from pipeline.worker.parser import retry_after_of

if TYPE_CHECKING:
    from openai import AsyncOpenAI


@dataclass(frozen=True)
class Embedded:
    vectors: list[list[float]]
    tokens: int


class Embedder:
    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._client: AsyncOpenAI | None = None
        self._loading = asyncio.Lock()

    async def load(self) -> "AsyncOpenAI":
        """The SDK takes a second to import; meanwhile the worker can already claim and validate."""
        async with self._loading:
            if self._client is None:
                self._client = await asyncio.to_thread(self._new_client)
            return self._client

    def _new_client(self) -> "AsyncOpenAI":
        from openai import AsyncOpenAI

        settings = self._settings
        return AsyncOpenAI(
            api_key=settings.secret("openai_api_key"), base_url=settings.openai_url,
            timeout=settings.call_timeout_seconds, max_retries=0,
        )  # fmt: skip

    async def embed(self, texts: Sequence[str]) -> Embedded:
        """One vector for each text, in order; anything else is refused."""
        client = await self.load()
        answer = await self._calling(
            client.embeddings.create(
                model=self._settings.embed_model, input=list(texts),
                extra_headers={CORRELATION_HEADER: correlation_id.get()},
            )
        )  # fmt: skip
        try:
            data = sorted(answer.data, key=lambda item: item.index)
            vectors = [item.embedding for item in data]
            in_order = [item.index for item in data] == list(range(len(texts)))
            tokens = int(answer.usage.total_tokens)
        except (AttributeError, TypeError, ValueError) as error:
            raise Transient("embedder_malformed", "The model's answer could not be understood.") from error
        if not in_order or not all(usable(vector, self._settings.embed_dimensions) for vector in vectors):
            raise Transient("bad_vectors", "The model's vectors are not of the agreed number, length or values.")
        return Embedded(vectors, tokens)

    async def _calling(self, call: Any) -> Any:
        import openai

        try:
            return await call
        except openai.RateLimitError as error:
            raise Transient("embedder_rate_limited", "The model has too much to do.", retry_after_of(error)) from error
        except openai.APIStatusError as error:
            raise Transient("embedder_unavailable", "The model is away.", retry_after_of(error)) from error
        except openai.APIConnectionError as error:
            raise Transient("embedder_unavailable", "The model is away.") from error
        except (openai.APIError, ValueError) as error:
            raise Transient("embedder_malformed", "The model's answer could not be understood.") from error

    async def close(self) -> None:
        if self._client is not None:
            await self._client.close()


def usable(vector: object, dimensions: int) -> bool:
    """Of the right length, finite, and not zero: a zero vector is near to nothing."""
    return isinstance(vector, list) and len(vector) == dimensions and all(map(math.isfinite, vector)) and any(vector)
