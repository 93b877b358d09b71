"""The language model behind search and the agent, through the official SDK."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pipeline.logs import CORRELATION_HEADER, correlation_id
from pipeline.serving import Refusal
from pipeline.settings import Settings

if TYPE_CHECKING:
    from openai import AsyncOpenAI


class Model:
    """Embeds questions and answers from context; raises a 503 Refusal when the model is away."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._client: AsyncOpenAI | None = None
        self._loading = asyncio.Lock()

    async def load(self) -> "AsyncOpenAI":
        """The SDK takes a second to import, so it is loaded beside the first requests, not before them."""
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

    async def embed(self, text: str) -> list[float]:
        settings = self._settings
        answer = await self._call("embeddings", model=settings.embed_model, input=text)
        vector: list[float] = answer.data[0].embedding if answer.data else []
        if len(vector) != settings.embed_dimensions or not any(vector):
            raise _away("The model answered with something unusable.")
        return vector

    async def answer(self, messages: Sequence[dict[str, str]]) -> str:
        answer = await self._call("chat.completions", model=self._settings.chat_model, messages=list(messages))
        return (answer.choices[0].message.content or "") if answer.choices else ""

    async def _call(self, resource: str, **arguments: Any) -> Any:
        import openai

        target: Any = await self.load()
        for part in resource.split("."):
            target = getattr(target, part)
        try:
            return await target.create(**arguments, extra_headers={CORRELATION_HEADER: correlation_id.get()})
        except openai.APIStatusError as error:
            raise _away("The model is away.", error.response.headers.get("retry-after")) from error
        except (openai.APIError, ValueError) as error:
            raise _away("The model is away.") from error

    async def close(self) -> None:
        if self._client is not None:
            await self._client.close()


def _away(message: str, retry_after: str | None = None) -> Refusal:
    wait = retry_after if retry_after and retry_after.isdigit() else "5"
    return Refusal(503, "model_unavailable", f"{message} Try again shortly.", {"Retry-After": wait})
