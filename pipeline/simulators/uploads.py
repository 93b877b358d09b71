"""What both versions of the parser's API share: finding a job and storing an uploaded file."""

import asyncio
import shutil
from pathlib import Path

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from pipeline.serving import Refusal
from pipeline.settings import MIB
from pipeline.simulators.jobs import Job, Jobs
from pipeline.simulators.outgoing import LARGEST_SOURCE


def found(jobs: Jobs, request: Request) -> Job:
    job = jobs.load(request.path_params["id"])
    if job is None:
        raise Refusal(404, "not_found", "There is no parse job with this id.")
    return job


async def save_upload(form: FormData, to: Path) -> UploadFile:
    """Copy the uploaded file from its spool to a path."""
    upload = form.get("file")
    if not isinstance(upload, UploadFile):
        raise Refusal(422, "invalid_request", "file: field required")
    if (upload.size or 0) > LARGEST_SOURCE:
        raise Refusal(413, "too_large", f"The file is larger than {LARGEST_SOURCE // MIB} MiB.")
    with to.open("wb") as file:
        await asyncio.to_thread(shutil.copyfileobj, upload.file, file, MIB)
    return upload
