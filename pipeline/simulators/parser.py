"""The parser itself: takes jobs, reads their PDFs page by page, keeps the results, and announces the end."""

import asyncio
import logging
import time
import uuid
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pipeline.simulators.jobs import Job, Jobs
from pipeline.simulators.outgoing import Notice, SourceError
from pipeline.simulators.pdf import PdfReader, UnreadablePdfError
from pipeline.simulators.provider import Meter

log = logging.getLogger("pipeline")

JOBS_AT_ONCE = 16
PAGES_AT_ONCE = 8  # another document gets its turn between these batches, so a long one does not hold up a short one

Download = Callable[[str, Path], Awaitable[None]]
Tell = Callable[[Notice], Awaitable[None]]


class Parser:
    def __init__(self, jobs: Jobs, meter: Meter, cents_per_page: float, download: Download, tell: Tell) -> None:
        self.jobs, self.meter, self.cents_per_page = jobs, meter, cents_per_page
        self._download, self._tell = download, tell
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._slots = asyncio.Semaphore(JOBS_AT_ONCE)
        self._reading = ThreadPoolExecutor(1, "pdf")  # one, because PDFium is not thread-safe

    def begin(self, job_id: str) -> None:
        """Start work on a job, unless it is already in work."""
        if job_id in self._tasks:
            return
        task = asyncio.create_task(self._work(job_id))
        self._tasks[job_id] = task
        task.add_done_callback(lambda _: self._tasks.pop(job_id, None))

    async def resume(self) -> None:
        """Continue what an earlier process left unfinished."""
        for job in await asyncio.to_thread(lambda: list(self.jobs.left_over())):
            self.begin(job.id)

    async def abandon(self, job_id: str) -> None:
        """Stop working on a job."""
        if task := self._tasks.get(job_id):
            task.cancel()
            await asyncio.wait([task])

    async def stop(self) -> None:
        for job_id in list(self._tasks):
            await self.abandon(job_id)

    async def _work(self, job_id: str) -> None:
        try:
            async with self._slots:
                job = self.jobs.load(job_id)
                if job and not job.ended:
                    await self._parse(job)
            if job and not job.told:
                await self._announce(job)
        except FileNotFoundError:
            log.info("a job was removed while it was in work", extra={"job_id": job_id})

    async def _parse(self, job: Job) -> None:
        started, source = time.perf_counter(), self.jobs.source(job.id)
        job.status = "RUNNING"
        self.jobs.save(job)
        try:
            if job.source_url and not source.exists():
                arriving = source.with_suffix(".part")
                await self._download(job.source_url, arriving)
                arriving.rename(source)
            pages = await self._read(source)
        except (UnreadablePdfError, SourceError) as error:
            job.status, job.error_message = "FAILED", str(error)
        except Exception:
            log.exception("unexpected error", extra={"job_id": job.id})
            job.status, job.error_message = "FAILED", "PARSER_FAILED: the parser failed on this document"
        else:
            self.jobs.save_result(job.id, pages)
            job.status, job.pages = "COMPLETED", len(pages)
            self.meter.bill(len(pages), len(pages) * self.cents_per_page)
        job.told = not job.webhooks
        self.jobs.save(job)
        source.unlink(missing_ok=True)
        log.info(
            "job ended",
            extra={
                "job_id": job.id,
                "status": job.status,
                "pages": job.pages,
                "ms": round((time.perf_counter() - started) * 1000, 1),
            },
        )

    async def _read(self, source: Path) -> list[dict[str, Any]]:
        run = asyncio.get_running_loop().run_in_executor
        reader = await run(self._reading, PdfReader, source)
        pages: list[dict[str, Any]] = []
        try:
            for start in range(0, reader.pages, PAGES_AT_ONCE):
                several = range(start, min(start + PAGES_AT_ONCE, reader.pages))
                pages += await run(self._reading, _read_pages, reader, several)
        finally:
            await run(self._reading, reader.close)
        return pages

    async def _announce(self, job: Job) -> None:
        news = await asyncio.to_thread(self._news, job)
        for webhook in job.webhooks:
            if webhook.events is None or news["event_type"] in webhook.events:
                await self._tell(Notice(job.id, webhook.url, news, webhook.headers, webhook.secret))
        job.told = True
        self.jobs.save(job)

    def _news(self, job: Job) -> dict[str, Any]:
        completed = job.status == "COMPLETED"
        pages = self.jobs.result(job.id) if completed else []
        return {
            "event_id": str(uuid.uuid4()),
            "event_type": "parse.success" if completed else "parse.error",
            "data": {
                "job_id": job.id,
                "status": job.status,
                "error_message": job.error_message,
                "user_metadata": job.user_metadata,
                "markdown": markdown_of(pages),
            },
        }


def _read_pages(reader: PdfReader, several: range) -> list[dict[str, Any]]:
    return [asdict(reader.read(index)) for index in several]


def markdown_of(pages: list[dict[str, Any]]) -> dict[str, Any]:
    """Pages in the shape of the API's markdown result."""
    return {
        "pages": [{"page_number": p["page_number"], "markdown": p["markdown"], "success": True} for p in pages],
    }


def text_of(pages: list[dict[str, Any]]) -> dict[str, Any]:
    return {"pages": [{"page_number": page["page_number"], "text": page["text"]} for page in pages]}


def metadata_of(pages: list[dict[str, Any]]) -> dict[str, Any]:
    return {"pages": [{"page_number": page["page_number"]} for page in pages]}
