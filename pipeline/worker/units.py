"""One unit per stage: it takes a job that has reached the stage to the next one. All have the same signature."""

from collections.abc import Awaitable, Callable

from pipeline.worker.job import Job, Outcome
from pipeline.worker.stages import (
    chunking,
    chunks_buffered,
    embedded,
    embedding,
    job_validated,
    parse_validated,
    parsed,
    parsing,
    queued,
)
from pipeline.worker.tools import Tools

UNITS: dict[str, Callable[[Job, Tools], Awaitable[Outcome]]] = {
    "queued": queued.run,
    "job_validated": job_validated.run,
    "parsing": parsing.run,
    "parsed": parsed.run,
    "parse_validated": parse_validated.run,
    "chunking": chunking.run,
    "chunks_buffered": chunks_buffered.run,
    "embedding": embedding.run,
    "embedded": embedded.run,
}
