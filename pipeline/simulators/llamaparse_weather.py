"""Bad weather that only a parser can have: another document's result, and webhooks that go astray."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

from pipeline.simulators.jobs import Jobs
from pipeline.simulators.outgoing import Notice
from pipeline.simulators.parser import markdown_of, metadata_of, text_of
from pipeline.simulators.weather import Sky, Weather

PARSE = "/api/v2/parse/"
HELD_AT_MOST_SECONDS = 5.0
_RESULT = re.compile(rf"{PARSE}([^/]+)")


class OtherDocuments:
    """Replaces the requested result with that of the last completed job."""

    def __init__(self, jobs: Jobs) -> None:
        self.jobs = jobs

    def touches(self, weather: Weather, path: str) -> bool:
        return weather.mode == "another_document" and _RESULT.fullmatch(path) is not None

    async def spoil(self, _weather: Weather, path: str, answer: dict[str, Any]) -> dict[str, Any]:
        other = await asyncio.to_thread(self.jobs.latest_result, path.removeprefix(PARSE))
        if other is None:
            return answer
        parts = {"markdown": markdown_of(other), "text": text_of(other), "metadata": metadata_of(other)}
        return {name: parts.get(name, part) for name, part in answer.items()}


class WeatheredWebhooks:
    """Sends webhooks as the weather allows."""

    def __init__(self, send: Callable[[Notice], Awaitable[None]], sky: Sky, jobs: Jobs) -> None:
        self.send, self.sky, self.jobs = send, sky, jobs
        self._held: asyncio.Event | None = None  # set when another webhook has overtaken the held one

    async def __call__(self, notice: Notice) -> None:
        weather = self.sky.over_webhook(PARSE + notice.job_id)
        if weather.mode == "another_document":
            notice = await self._exchanged(notice)
        match weather.webhook:
            case "lost":
                return
            case "repeated":
                await asyncio.gather(*(self.send(notice) for _ in range(3)))
            case "late":
                await asyncio.sleep(weather.webhook_delay_ms / 1000)
                await self.send(notice)
            case "unsigned":
                await self.send(replace(notice, secret=None))
            case "out_of_order" if self._held is None:
                await self._until_overtaken()
                await self.send(notice)
                return
            case _:
                await self.send(notice)
        if self._held:
            self._held.set()

    async def _until_overtaken(self) -> None:
        self._held = asyncio.Event()
        try:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._held.wait(), HELD_AT_MOST_SECONDS)
        finally:
            self._held = None

    async def _exchanged(self, notice: Notice) -> Notice:
        other = await asyncio.to_thread(self.jobs.latest_result, notice.job_id)
        if other is None or notice.event["event_type"] != "parse.success":
            return notice
        data = {**notice.event["data"], "markdown": markdown_of(other)}
        return replace(notice, event={**notice.event, "data": data})
