"""Vectors for texts, through the official openai SDK."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.logs import CORRELATION_HEADER, correlation_id
from pipeline.providers import Later, openai_client, usable
from pipeline.settings import Settings
from pipeline.worker.breakers.calls import Breakers
from pipeline.worker.failures import Need, Transient
from pipeline.worker.sdks import Said, Sdk, in_our_words

EMBED = Need("openai", "embed")
MALFORMED = Said("embedder_malformed", "The model's answer could not be understood.")
SDK = Sdk(
    "openai",
    busy=Said("embedder_rate_limited", "The model has too much to do."),
    away=Said("embedder_unavailable", "The model is away."),
    refused=Said("embedder_refused", "The model refused the document."),
    malformed=MALFORMED,
)


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
                SDK, EMBED, lambda: client.embeddings.create(model=model, input=list(texts), extra_headers=headers)
            )
        try:
            data = sorted(answer.data, key=lambda item: item.index)
            vectors = [item.embedding for item in data]
            in_order = [item.index for item in data] == list(range(len(texts)))
            tokens = int(answer.usage.total_tokens)
        except (AttributeError, TypeError, ValueError) as error:
            raise Transient(*MALFORMED) from error
        if not in_order or not all(usable(vector, self._settings.embed_dimensions) for vector in vectors):
            raise Transient("bad_vectors", "The model's vectors have the wrong number, length or values.")
        return Embedded(vectors, tokens)
