"""Looks at everything at a steady pace, and keeps what it saw."""

import asyncio
import logging
import time
from collections.abc import Awaitable
from typing import TypeVar
from urllib.parse import urlsplit

from pipeline.monitor.asking import PATIENCE_SECONDS, Answer, NoAnswer, ask
from pipeline.monitor.conditions import Condition, following, of_database, of_service, of_workers
from pipeline.monitor.database import DatabaseLook, Figures
from pipeline.monitor.figures import Lately, Traffic
from pipeline.monitor.history import History
from pipeline.monitor.processes import Process, ProcessLook
from pipeline.monitor.report import Report, point, report
from pipeline.settings import Settings
from pipeline.stack.services import SERVICES, processes
from pipeline.stack.supervisor import NotRunning

log = logging.getLogger("pipeline")
T = TypeVar("T")
NOT_ASKED = ("postgres", "worker", "monitor")  # these speak no HTTP, or are this service


class Watch:
    def __init__(self, settings: Settings) -> None:
        self.history = History(settings.monitor_history)
        self.latest: Report | None = None
        self._settings = settings
        self._bases = {name: _base(settings, name) for name in SERVICES if name not in NOT_ASKED}
        self._database = DatabaseLook(settings.secret("worker_database_url"))
        self._processes = ProcessLook(settings.data_dir, processes(settings))
        self._lately = {name: Lately() for name in self._bases}
        self._conditions: dict[str, Condition] = {}

    async def forever(self) -> None:
        due = time.monotonic()
        while True:
            try:
                await self.look()
            except Exception:  # the age of the data shows it; the next look may succeed
                log.exception("a look failed")
            due = max(due + self._settings.monitor_poll_seconds, time.monotonic())
            await asyncio.sleep(due - time.monotonic())

    def close(self) -> None:
        self._database.close()

    async def look(self) -> Report:
        """Look at everything once, all at the same time."""
        at = round(time.time(), 3)
        asking = (_or_silence(ask(base, SERVICES[name].ready)) for name, base in self._bases.items())
        figures, found, answers = await asyncio.gather(
            _or_silence(self._database.look()), self._look_at_processes(), asyncio.gather(*asking)
        )
        return self._note(at, dict(zip(self._bases, answers, strict=True)), figures, found)

    async def _look_at_processes(self) -> list[Process] | None:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                return await asyncio.to_thread(self._processes.look)
        except (NotRunning, TimeoutError):
            return None

    def _note(
        self,
        at: float,
        answers: dict[str, Answer | NoAnswer],
        figures: Figures | NoAnswer,
        found: list[Process] | None,
    ) -> Report:
        self._conditions = {
            name: following(self._conditions.get(name), now, at)
            for name, now in self._judged(answers, figures, found or []).items()
        }
        given = {name: answer for name, answer in answers.items() if isinstance(answer, Answer)}
        traffic: dict[str, Traffic] = {}
        for name, answer in given.items():
            if answer.counters is not None and (lately := self._lately[name].add(at, answer.counters)):
                traffic[name] = lately
        self.latest = report(
            at=at,
            poll_seconds=self._settings.monitor_poll_seconds,
            conditions=self._conditions,
            answer_seconds={name: answer.seconds for name, answer in given.items()},
            traffic=traffic,
            figures=None if isinstance(figures, NoAnswer) else figures,
            processes=found,
        )
        self.history.add(point(self.latest))
        return self.latest

    def _judged(
        self, answers: dict[str, Answer | NoAnswer], figures: Figures | NoAnswer, found: list[Process]
    ) -> dict[str, Condition]:
        def of(name: str) -> Condition:
            own = [process for process in found if process.service == name]
            if name == "postgres":
                return of_database(figures)
            if name == "worker":
                return of_workers(figures, self._settings.workers, own)
            return of_service(answers[name], own)

        return {name: of(name) for name in SERVICES if name != "monitor"}


def _base(settings: Settings, name: str) -> str:
    parts = urlsplit(str(getattr(settings, f"{name}_url")))
    return f"{parts.scheme}://{parts.netloc}"


async def _or_silence(asking: Awaitable[T]) -> T | NoAnswer:
    try:
        return await asking
    except NoAnswer as silence:
        return silence
