"""parse_validated -> chunking: how to cut the text is decided, once, and written down."""

from pipeline.worker import chunker
from pipeline.worker.job import Advance, Job, Outcome
from pipeline.worker.tools import Tools


async def run(_job: Job, tools: Tools) -> Outcome:
    parameters = {"characters": tools.settings.chunk_characters, "overlap": tools.settings.chunk_overlap}
    return Advance(remember={"chunker": {"name": chunker.NAME, "version": chunker.VERSION, "parameters": parameters}})
