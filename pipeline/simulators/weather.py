"""The weather of a simulated provider: delays, refuses, truncates or spoils its answers.

It is one ASGI layer around the whole application, so that the provider's own code knows only fair weather.
"""

import asyncio
import json
import random
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pipeline.serving import Refusal
from pipeline.simulators.provider import Problem

Mode = Literal["normal", "outage", "hang", "malformed", "truncated", "another_document"]
Milliseconds = Field(0, ge=0, le=600_000)


class Weather(BaseModel):
    """The body of PUT /control/weather; the defaults are fair weather."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)

    latency_ms: float = Milliseconds
    jitter_ms: float = Milliseconds  # the most that is added to the latency
    error_rate: float = Field(0, ge=0, le=1)
    error_status: int = Field(500, ge=400, le=599)
    retry_after: float | None = Field(None, ge=0)  # seconds, sent with errors
    mode: Mode = "normal"
    webhook: Literal["normal", "lost", "repeated", "late", "unsigned", "out_of_order"] = "normal"
    webhook_delay_ms: float = Milliseconds
    paths: list[str] | None = Field(None, min_length=1)  # prefixes; None: all
    times: int | None = Field(None, ge=0)  # after this many affected requests or webhooks it turns fair
    seed: int = 0

    def covers(self, path: str) -> bool:
        return self.paths is None or path.startswith(tuple(self.paths))


@dataclass(frozen=True)
class Effect:
    """What the weather does to one request."""

    delay: float = 0
    failing: bool = False
    mode: Mode = "normal"
    spoilt: bool = False


class Spoiler(Protocol):
    """Turns good answers into wrong ones that only this kind of provider can give."""

    def touches(self, weather: Weather, path: str) -> bool: ...

    async def spoil(self, weather: Weather, path: str, answer: dict[str, Any]) -> dict[str, Any]: ...


class Sky:
    """The current weather, and how often it may still strike."""

    def __init__(self, fair: Weather) -> None:
        self.fair = fair
        self.changed = asyncio.Event()
        self.change(fair)

    def change(self, weather: Weather) -> None:
        self.weather = weather
        self._left = weather.times
        self._random = random.Random(weather.seed)  # noqa: S311 (weather has to be repeatable, not secret)
        self.changed.set()
        self.changed = asyncio.Event()

    def reading(self) -> dict[str, Any]:
        return {**self.weather.model_dump(), "times": self._left}

    def over_request(self, path: str, spoiler: Spoiler) -> Effect:
        weather = self.weather
        if self._left == 0 or not weather.covers(path):
            return Effect()
        effect = Effect(
            delay=(weather.latency_ms + weather.jitter_ms * self._random.random()) / 1000,
            failing=self._random.random() < weather.error_rate,
            mode="normal" if weather.mode == "another_document" else weather.mode,
            spoilt=spoiler.touches(weather, path),
        )
        if effect != Effect():
            self._strike()
        return effect

    def over_webhook(self, path: str) -> Weather:
        """The weather of a webhook that replaces the answer at `path`."""
        weather = self.weather
        touched = weather.webhook != "normal" or (weather.mode == "another_document" and weather.covers(path))
        if self._left == 0 or not touched:
            return self.fair
        self._strike()
        return weather

    def _strike(self) -> None:
        if self._left:
            self._left -= 1


class WeatherLayer:
    def __init__(self, app: ASGIApp, sky: Sky, spoiler: Spoiler, problem: Problem) -> None:
        self.app, self.sky, self.spoiler, self.problem = app, sky, spoiler, problem

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        weather, path = self.sky.weather, scope["path"]
        effect = self.sky.over_request(path, self.spoiler)
        if effect.delay:
            await asyncio.sleep(effect.delay)
        if effect.failing:
            headers = {} if weather.retry_after is None else {"Retry-After": f"{weather.retry_after:g}"}
            refusal = Refusal(weather.error_status, "simulated_error", "The service cannot answer now.", headers)
            await self.problem(refusal)(scope, receive, send)
        elif effect.mode == "outage":
            refusal = Refusal(503, "service_unavailable", "The service is not available.")
            await self.problem(refusal)(scope, receive, send)
        elif effect.mode == "hang":
            if await self._weather_changes(receive):
                refusal = Refusal(504, "gateway_timeout", "The service took too long to answer.")
                await self.problem(refusal)(scope, receive, send)
        elif effect.mode == "malformed":
            page = Response("<html><body>It works!</body></html>", media_type="application/json")
            await page(scope, receive, send)
        elif effect.mode == "truncated":
            start, body = await _answer(self.app, scope, receive)
            await send(start)
            await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})
            # Returning before the answer is complete makes the server cut the connection.
        elif effect.spoilt:
            start, body = await _answer(self.app, scope, receive)
            await (await self._spoilt(weather, path, start["status"], body))(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _spoilt(self, weather: Weather, path: str, status: int, body: bytes) -> Response:
        try:
            answer = json.loads(body)
        except ValueError:
            return Response(body, status, media_type="text/event-stream")
        if status == 200:
            answer = await self.spoiler.spoil(weather, path, answer)
        return Response(json.dumps(answer), status, media_type="application/json")  # NaN and all

    async def _weather_changes(self, receive: Receive) -> bool:
        """Wait until the weather changes (True) or the client leaves (False)."""

        async def leaves() -> None:
            while (await receive())["type"] != "http.disconnect":
                pass

        changes, leaving = asyncio.create_task(self.sky.changed.wait()), asyncio.create_task(leaves())
        try:
            await asyncio.wait((changes, leaving), return_when=asyncio.FIRST_COMPLETED)
            return changes.done()
        finally:
            changes.cancel()
            leaving.cancel()


async def _answer(app: ASGIApp, scope: Scope, receive: Receive) -> tuple[Message, bytes]:
    """The whole answer of an application, held back."""
    start: Message = {}
    body = b""

    async def keep(message: Message) -> None:
        nonlocal start, body
        if message["type"] == "http.response.start":
            start = message
        else:
            body += message.get("body", b"")

    await app(scope, receive, keep)
    return start, body
