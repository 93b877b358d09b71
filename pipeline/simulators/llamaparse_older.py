"""The first version of the LlamaParse API, for clients that still use it."""

import asyncio

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from pipeline.serving import Refusal
from pipeline.simulators.jobs import Job, Jobs, Webhook
from pipeline.simulators.parser import Parser
from pipeline.simulators.uploads import found, save_upload

STATUS = {"COMPLETED": "SUCCESS", "FAILED": "ERROR"}


class OlderClients:
    def __init__(self, jobs: Jobs, parser: Parser, webhook_secret: str) -> None:
        self.jobs, self.parser, self.webhook_secret = jobs, parser, webhook_secret

    def routes(self) -> list[Route]:
        return [
            Route("/api/parsing/upload", self.upload, methods=["POST"]),
            Route("/api/parsing/job/{id}", self.job),
            Route("/api/parsing/job/{id}/result/{kind}", self.result),
        ]

    async def upload(self, request: Request) -> Response:
        async with request.form() as form:
            path = self.jobs.new_file()
            await save_upload(form, path)
        address = form.get("webhook_url")
        job = Job(webhooks=[Webhook(str(address), self.webhook_secret)] if address else [])
        self.jobs.create(job, path)
        self.parser.begin(job.id)
        return JSONResponse(_description(job))

    async def job(self, request: Request) -> Response:
        return JSONResponse(_description(found(self.jobs, request)))

    async def result(self, request: Request) -> Response:
        job, kind = found(self.jobs, request), request.path_params["kind"]
        if kind not in ("text", "json", "markdown"):
            raise Refusal(404, "not_found", "A result is text, json or markdown.")
        if job.status != "COMPLETED":
            raise Refusal(404, "not_ready", job.error_message or f"There is no result: the job is {job.status}.")
        pages = await asyncio.to_thread(self.jobs.result, job.id)
        metadata = {"job_pages": job.pages, "credits_used": job.pages}
        if kind == "json":
            shown = [{"page": page["page_number"], "text": page["text"], "md": page["markdown"]} for page in pages]
            return JSONResponse({"pages": shown, "job_metadata": metadata})
        return JSONResponse({kind: "\n\n".join(page[kind] for page in pages), "job_metadata": metadata})


def _description(job: Job) -> dict[str, str | None]:
    return {"id": job.id, "status": STATUS.get(job.status, "PENDING"), "error_message": job.error_message}
