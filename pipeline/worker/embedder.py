"""Vectors for texts, through the official openai SDK."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.logs import CORRELATION_HEADER, correlation_id
from pipeline.providers import OF_THE_ACCOUNT, OF_THE_DOCUMENT, RESET, Later, openai_client, usable
from pipeline.settings import Settings
from pipeline.worker.breakers.calls import Breakers
from pipeline.worker.failures import Absent, Need, Transient, refused
from pipeline.worker.parser import retry_after_of

EMBED = Need("openai", "embed")
AWAY = "The model is away."


@dataclass(frozen=True)
class Embedded:
    vectors: list[list[float]]
    tokens: int


class Embedder:
    def __init__(self, settings: Settings, breakers: Breakers) -> None:
        self._settings, self._breakers = settings, breakers
        self._client = Later(openai_client, settings)

    async def load(self) -> None:
        await self._client.get()

    async def close(self) -> None:
        await self._client.close()

    async def embed(self, texts: Sequence[str]) -> Embedded:
        """One vector for each text, in order; anything else is refused."""
        client, model = await self._client.get(), self._settings.embed_model
        headers = {CORRELATION_HEADER: correlation_id.get()}
        async with self._breakers.calling(EMBED):
            answer = await in_our_words(
                lambda: client.embeddings.create(model=model, input=list(texts), extra_headers=headers)
            )
        try:
            data = sorted(answer.data, key=lambda item: item.index)
            vectors = [item.embedding for item in data]
            in_order = [item.index for item in data] == list(range(len(texts)))
            tokens = int(answer.usage.total_tokens)
        except (AttributeError, TypeError, ValueError) as error:
            raise Transient("embedder_malformed", "The model's answer could not be understood.") from error
        if not in_order or not all(usable(vector, self._settings.embed_dimensions) for vector in vectors):
            raise Transient("bad_vectors", "The model's vectors have the wrong number, length or values.")
        return Embedded(vectors, tokens)


async def in_our_words(call: Callable[[], Awaitable[Any]]) -> Any:
    import openai

    try:
        return await call()
    except openai.RateLimitError as error:
        told = retry_after_of(error)
        raise Absent("embedder_rate_limited", "The model has too much to do.", EMBED, told, for_all=True) from error
    except openai.APIStatusError as error:
        if error.status_code in OF_THE_DOCUMENT:
            raise Transient("embedder_refused", "The model refused the document.") from error
        told, for_all = retry_after_of(error), error.status_code in OF_THE_ACCOUNT
        raise Absent("embedder_unavailable", AWAY, EMBED, told, for_all=for_all) from error
    except (openai.APIConnectionError, RESET) as error:
        if ours := out_of_memory(error):
            raise ours from None
        raise Absent("embedder_unavailable", AWAY, EMBED, for_all=refused(error)) from error
    except (openai.APIError, ValueError) as error:
        raise Transient("embedder_malformed", "The model's answer could not be understood.") from error


def out_of_memory(error: BaseException | None) -> MemoryError | None:
    """The MemoryError of this process that the SDK reports as a failed connection."""
    while error is not None:
        if isinstance(error, MemoryError):
            return error
        error = error.__cause__ or error.__context__
    return None
