"""LlamaParse, simulated: parses the PDFs it receives, in the wire format of the official `llama-cloud` SDK.

It honours tier, version, user metadata and webhooks; it accepts other options of a parse request and ignores them.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, StringConstraints
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from pipeline import logs
from pipeline.serving import Refusal, serve
from pipeline.settings import Settings, load
from pipeline.simulators.control import simulator
from pipeline.simulators.jobs import PROJECT, Job, Jobs, Webhook, now
from pipeline.simulators.llamaparse_older import OlderClients
from pipeline.simulators.llamaparse_weather import OtherDocuments, WeatheredWebhooks
from pipeline.simulators.outgoing import Notice, Outgoing
from pipeline.simulators.parser import Parser, markdown_of, metadata_of, text_of
from pipeline.simulators.provider import HEALTH, Meter, application, body_of, healthy, validated
from pipeline.simulators.uploads import found, save_upload
from pipeline.simulators.weather import Sky, Weather

WebAddress = Annotated[str, StringConstraints(pattern=r"^https?://[^\s]+$", max_length=4096)]


class WebhookConfiguration(BaseModel):
    webhook_url: WebAddress | None = None
    webhook_headers: dict[str, str] | None = None
    webhook_events: list[str] | None = None
    webhook_signing_secret: str | None = None


class ParseRequest(BaseModel):
    tier: Literal["fast", "cost_effective", "agentic", "agentic_plus"]
    version: str
    file_id: str | None = None
    source_url: WebAddress | None = None
    user_metadata: dict[str, str] | None = None
    webhook_configurations: list[WebhookConfiguration] = Field(default_factory=list)


def problem(refusal: Refusal) -> Response:
    return JSONResponse({"detail": refusal.message}, refusal.status, headers=dict(refusal.headers or {}))


class LlamaParse:
    """The endpoints of the second version of the API."""

    def __init__(self, jobs: Jobs, parser: Parser, webhook_secret: str) -> None:
        self.jobs, self.parser, self.webhook_secret = jobs, parser, webhook_secret

    def routes(self) -> list[Route]:
        return [
            Route(HEALTH, healthy),
            Route("/api/v1/beta/files", self.create_file, methods=["POST"]),
            Route("/api/v2/parse", self.parse, methods=["POST"]),
            Route("/api/v2/parse/upload", self.parse_upload, methods=["POST"]),
            Route("/api/v2/parse/{id}", self.get),
            Route("/api/v2/parse/{id}", self.delete, methods=["DELETE"]),
            Route("/api/v2/parse/{id}/cancel", self.cancel, methods=["POST"]),
        ]

    async def create_file(self, request: Request) -> Response:
        async with request.form() as form:
            path = self.jobs.new_file()
            upload = await save_upload(form, path)
        answer = {"id": path.name, "name": upload.filename or "file", "project_id": PROJECT, "last_modified_at": now()}
        return JSONResponse(
            {**answer, "purpose": form.get("purpose"), "external_file_id": form.get("external_file_id")}
        )

    async def parse(self, request: Request) -> Response:
        wanted = validated(ParseRequest, await body_of(request))
        if (wanted.file_id is None) == (wanted.source_url is None):
            raise Refusal(422, "invalid_request", "Give either file_id or source_url.")
        job = self._job(wanted)
        if wanted.file_id is None:
            self.jobs.create(job)
        else:
            uploaded = self.jobs.file(wanted.file_id)
            if uploaded is None:
                raise Refusal(404, "not_found", "There is no file with this id.")
            linked = self.jobs.new_file()  # the file may be parsed again
            linked.hardlink_to(uploaded)
            self.jobs.create(job, linked)
        self.parser.begin(job.id)
        return JSONResponse(description(job))

    async def parse_upload(self, request: Request) -> Response:
        async with request.form() as form:
            try:
                wanted = validated(ParseRequest, json.loads(str(form.get("configuration", ""))))
            except ValueError:
                raise Refusal(422, "invalid_request", "configuration: expected JSON") from None
            path = self.jobs.new_file()
            await save_upload(form, path)
        job = self._job(wanted)
        self.jobs.create(job, path)
        self.parser.begin(job.id)
        return JSONResponse(description(job))

    async def get(self, request: Request) -> Response:
        job = found(self.jobs, request)
        wanted = {name for names in request.query_params.getlist("expand") for name in names.split(",")}
        answer: dict[str, Any] = {"job": description(job)}
        if job.status == "COMPLETED" and wanted:
            answer |= expansion(wanted, await asyncio.to_thread(self.jobs.result, job.id))
        return JSONResponse(answer)

    async def cancel(self, request: Request) -> Response:
        job = found(self.jobs, request)
        if job.ended:
            raise Refusal(409, "conflict", f"The job has already ended: {job.status}.")
        await self.parser.abandon(job.id)
        job.status, job.told = "CANCELLED", True
        self.jobs.save(job)
        self.jobs.source(job.id).unlink(missing_ok=True)
        return JSONResponse(description(job))

    async def delete(self, request: Request) -> Response:
        job = found(self.jobs, request)
        if not job.ended:
            raise Refusal(409, "conflict", "The job has not ended; cancel it first.")
        await self.parser.abandon(job.id)
        self.jobs.delete(job.id)
        return JSONResponse({"id": job.id, "project_id": PROJECT})

    def _job(self, wanted: ParseRequest) -> Job:
        webhooks = [
            Webhook(
                configuration.webhook_url,
                configuration.webhook_signing_secret or self.webhook_secret,
                configuration.webhook_headers or {},
                configuration.webhook_events,
            )
            for configuration in wanted.webhook_configurations
            if configuration.webhook_url
        ]
        return Job(
            tier=wanted.tier, source_url=wanted.source_url, user_metadata=wanted.user_metadata, webhooks=webhooks
        )


def description(job: Job) -> dict[str, Any]:
    shown = ("id", "status", "tier", "user_metadata", "error_message", "created_at", "updated_at")
    usage = {"credits": job.pages} if job.status == "COMPLETED" else None
    return {**{name: getattr(job, name) for name in shown}, "project_id": PROJECT, "usage": usage}


def expansion(wanted: set[str], pages: list[dict[str, Any]]) -> dict[str, Any]:
    """The requested parts of a result."""
    parts: dict[str, Any] = {
        "markdown": markdown_of(pages),
        "text": text_of(pages),
        "metadata": metadata_of(pages),
        "markdown_full": "\n\n".join(page["markdown"] for page in pages),
        "text_full": "\n\n".join(page["text"] for page in pages),
    }
    return {name: part for name, part in parts.items() if name in wanted}


def create(settings: Settings) -> ASGIApp:
    jobs, outgoing = Jobs(settings.data_dir / "llamaparse"), Outgoing()
    meter, sky = Meter("credits"), Sky(Weather())

    async def deliver(notice: Notice) -> None:
        sent = await outgoing.send(notice)
        meter.webhooks.sent += sent
        meter.webhooks.failed += not sent

    tell = WeatheredWebhooks(deliver, sky, jobs)
    parser = Parser(jobs, meter, settings.parse_cents_per_page, outgoing.download, tell)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        jobs.prepare()
        await outgoing.open()
        await parser.resume()
        yield
        await parser.stop()
        await outgoing.close()

    async def reset() -> None:
        await parser.stop()
        await asyncio.to_thread(jobs.empty)

    secret = settings.secret("webhook_secret")
    routes = [*LlamaParse(jobs, parser, secret).routes(), *OlderClients(jobs, parser, secret).routes()]
    return simulator(
        application(routes, problem, lifespan),
        key=settings.secret("llamaparse_api_key"),
        problem=problem,
        meter=meter,
        sky=sky,
        spoiler=OtherDocuments(jobs),
        reset=reset,
    )


def main() -> None:
    settings = load("llamaparse_api_key", "webhook_secret")
    logs.start("llamaparse", settings.log_level)
    serve(create(settings), settings.llamaparse_url, settings.bind_host)
