"""The language model behind search and the agent, through the official SDK."""

from collections.abc import Sequence
from typing import Any

from pipeline.logs import CORRELATION_HEADER, correlation_id
from pipeline.providers import RESET, Later, openai_client, usable
from pipeline.serving import Refusal
from pipeline.settings import Settings


class Model:
    """Embeds questions and answers from context; raises a 503 Refusal when the model is away."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._client = Later(openai_client, settings)

    async def load(self) -> None:
        await self._client.get()

    async def close(self) -> None:
        await self._client.close()

    async def embed(self, text: str) -> list[float]:
        settings = self._settings
        answer = await self._call("embeddings", model=settings.embed_model, input=text)
        vector: list[float] = answer.data[0].embedding if answer.data else []
        if not usable(vector, settings.embed_dimensions):
            raise _away("The model answered with something unusable.")
        return vector

    async def answer(self, messages: Sequence[dict[str, str]]) -> str:
        answer = await self._call("chat.completions", model=self._settings.chat_model, messages=list(messages))
        return (answer.choices[0].message.content or "") if answer.choices else ""

    async def _call(self, resource: str, **arguments: Any) -> Any:
        import openai

        target: Any = await self._client.get()
        for part in resource.split("."):
            target = getattr(target, part)
        try:
            return await target.create(**arguments, extra_headers={CORRELATION_HEADER: correlation_id.get()})
        except openai.APIStatusError as error:
            raise _away("The model is away.", error.response.headers.get("retry-after")) from error
        except (openai.APIError, ValueError, RESET) as error:
            raise _away("The model is away.") from error


def _away(message: str, retry_after: str | None = None) -> Refusal:
    wait = retry_after if retry_after and retry_after.isdigit() else "5"
    return Refusal(503, "model_unavailable", f"{message} Try again in {wait} s.", {"Retry-After": wait})
