"""OpenAI, simulated: embeddings and chat in the wire format of the official `openai` SDK.

It honours model, dimensions, encoding format and streaming; it ignores what only a real model could heed.
"""

import asyncio
import base64
import json
import re
import sys
import time
import uuid
from array import array
from collections.abc import AsyncIterator
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from pipeline import logs
from pipeline.serving import Refusal, serve
from pipeline.settings import Settings, load
from pipeline.simulators.answers import answer
from pipeline.simulators.control import simulator
from pipeline.simulators.openai_weather import ModelWeather, WrongModel
from pipeline.simulators.provider import HEALTH, Meter, application, body_of, healthy, validated
from pipeline.simulators.vectors import embed
from pipeline.simulators.weather import Sky
from pipeline.simulators.words import count_tokens

EMBEDDING_DIMENSIONS = {"text-embedding-3-small": 1536, "text-embedding-3-large": 3072}
CHAT_MODELS = ("gpt-4o-mini", "gpt-4o")
MOST_INPUTS = 2048
MOST_TOKENS_OF_AN_INPUT = 8192
MOST_TOKENS = 300_000
TEXTS_AT_ONCE = 8  # other requests have their turn between these batches
CENTS_PER_MILLION_PROMPT_TOKENS = 15.0
CENTS_PER_MILLION_ANSWER_TOKENS = 60.0


class EmbeddingRequest(BaseModel):
    model: str
    input: str | Annotated[list[str], Field(min_length=1, max_length=MOST_INPUTS)]
    encoding_format: Literal["float", "base64"] = "float"
    dimensions: Annotated[int, Field(ge=1)] | None = None


class Part(BaseModel):
    type: str
    text: str = ""


class Message(BaseModel):
    role: Literal["system", "developer", "user", "assistant"]
    content: str | list[Part] | None = None

    @property
    def text(self) -> str:
        if isinstance(self.content, list):
            return "".join(part.text for part in self.content)
        return self.content or ""


class StreamOptions(BaseModel):
    include_usage: bool = False


class ChatRequest(BaseModel):
    model: str
    messages: Annotated[list[Message], Field(min_length=1)]
    stream: bool | None = False
    stream_options: StreamOptions | None = None


def problem(refusal: Refusal) -> Response:
    kind = "server_error" if refusal.status >= 500 else "invalid_request_error"
    kind = "rate_limit_error" if refusal.status == 429 else kind
    error = {"message": refusal.message, "type": kind, "param": refusal.details.get("param"), "code": refusal.code}
    return JSONResponse({"error": error}, refusal.status, headers=dict(refusal.headers or {}))


class OpenAI:
    def __init__(self, settings: Settings, meter: Meter) -> None:
        self.meter = meter
        self.embed_cents = settings.embed_cents_per_million_tokens
        self.dimensions = EMBEDDING_DIMENSIONS | {settings.embed_model: settings.embed_dimensions}
        self.chat_models = dict.fromkeys((*CHAT_MODELS, settings.chat_model))

    def routes(self, base: str) -> list[Route]:
        return [
            Route(HEALTH, healthy),
            Route(f"{base}/embeddings", self.embeddings, methods=["POST"]),
            Route(f"{base}/chat/completions", self.chat, methods=["POST"]),
            Route(f"{base}/models", self.models),
        ]

    async def embeddings(self, request: Request) -> Response:
        wanted = validated(EmbeddingRequest, await body_of(request), 400)
        full = _known(self.dimensions, wanted.model)
        dimensions = wanted.dimensions or full
        if dimensions > full:
            raise Refusal(400, "invalid_value", f"{wanted.model} has at most {full} dimensions.", param="dimensions")
        texts = [wanted.input] if isinstance(wanted.input, str) else wanted.input
        tokens = _allowed_tokens(texts)
        data = []
        for index, text in enumerate(texts):
            if index % TEXTS_AT_ONCE == 0:
                await asyncio.sleep(0)
            vector = embed(text, dimensions)
            shown = _base64(vector) if wanted.encoding_format == "base64" else vector
            data.append({"object": "embedding", "index": index, "embedding": shown})
        self.meter.bill(tokens, tokens * self.embed_cents / 1_000_000)
        usage = {"prompt_tokens": tokens, "total_tokens": tokens}
        body = {"object": "list", "data": data, "model": wanted.model, "usage": usage}
        return await asyncio.to_thread(JSONResponse, body)  # it may be 16 MB to write

    async def chat(self, request: Request) -> Response:
        wanted = validated(ChatRequest, await body_of(request), 400)
        _known(self.chat_models, wanted.model)
        messages = [(message.role, message.text) for message in wanted.messages]
        text = await asyncio.to_thread(answer, messages)
        asked, answered = sum(4 + count_tokens(content) for _, content in messages), count_tokens(text)
        self.meter.bill(
            asked + answered,
            (asked * CENTS_PER_MILLION_PROMPT_TOKENS + answered * CENTS_PER_MILLION_ANSWER_TOKENS) / 1_000_000,
        )
        usage = {"prompt_tokens": asked, "completion_tokens": answered, "total_tokens": asked + answered}
        head = {"id": f"chatcmpl-{uuid.uuid4().hex}", "created": int(time.time()), "model": wanted.model}
        if wanted.stream:
            told = usage if wanted.stream_options and wanted.stream_options.include_usage else None
            return StreamingResponse(_events(head, text, told), media_type="text/event-stream")
        message = {"role": "assistant", "content": text, "refusal": None}
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
        return JSONResponse({**head, "object": "chat.completion", "choices": [choice], "usage": usage})

    async def models(self, _request: Request) -> Response:
        known = [*self.dimensions, *self.chat_models]
        data = [{"id": name, "object": "model", "created": 0, "owned_by": "openai"} for name in known]
        return JSONResponse({"object": "list", "data": data})


def _known(models: dict[str, Any], name: str) -> Any:
    if name not in models:
        raise Refusal(404, "model_not_found", f"The model {name!r} does not exist.", param="model")
    return models[name]


def _allowed_tokens(texts: list[str]) -> int:
    """The tokens of all inputs; refuses if one input or all together exceed the limits."""
    counts = [count_tokens(text) for text in texts]
    if not all(texts):
        raise Refusal(400, "invalid_value", "input: an empty string cannot be embedded.", param="input")
    if max(counts) > MOST_TOKENS_OF_AN_INPUT or sum(counts) > MOST_TOKENS:
        limits = f"{MOST_TOKENS_OF_AN_INPUT} tokens per input, {MOST_TOKENS} per request"
        raise Refusal(400, "context_length_exceeded", f"input: too long; the limits are {limits}.", param="input")
    return sum(counts)


def _base64(vector: list[float]) -> str:
    numbers = array("f", vector)
    if sys.byteorder == "big":
        numbers.byteswap()
    return base64.b64encode(numbers.tobytes()).decode()


async def _events(head: dict[str, Any], text: str, usage: dict[str, int] | None) -> AsyncIterator[str]:
    """A chat completion word by word, as server-sent events."""

    def event(delta: dict[str, str], finish: str | None = None) -> str:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return f"data: {json.dumps({**head, 'object': 'chat.completion.chunk', 'choices': [choice]})}\n\n"

    yield event({"role": "assistant", "content": ""})
    for piece in re.findall(r"\s*\S+", text):
        yield event({"content": piece})
    yield event({}, "stop")
    if usage:
        yield f"data: {json.dumps({**head, 'object': 'chat.completion.chunk', 'choices': [], 'usage': usage})}\n\n"
    yield "data: [DONE]\n\n"


def create(settings: Settings) -> ASGIApp:
    meter, sky = Meter("tokens"), Sky(ModelWeather())
    routes = OpenAI(settings, meter).routes(urlsplit(settings.openai_url).path)

    async def reset() -> None:
        """Nothing to do: this simulator keeps nothing of its own."""

    return simulator(
        application(routes, problem),
        key=settings.secret("openai_api_key"),
        problem=problem,
        meter=meter,
        sky=sky,
        spoiler=WrongModel(),
        reset=reset,
    )


def main() -> None:
    settings = load("openai_api_key")
    logs.start("openai", settings.log_level)
    serve(create(settings), settings.openai_url, settings.bind_host)
