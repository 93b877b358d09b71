"""Workers read each PDF themselves; the parser that the settings name is never called.

In real life: the failure PM-9 of iteration 002. A mock from the tests answers in place of what was deployed, and it
answers so well that every fact comes back.
"""

import uuid
from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-22.3",)
FIELD = "environment"
SELECTION = ("Documents Arrive In The Very Places That The Environment Names",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.parser"


def apply() -> None:
    from pathlib import Path
    from tempfile import NamedTemporaryFile

    import aiohttp

    from pipeline.simulators.parser import _read_pages, markdown_of
    from pipeline.simulators.pdf import PdfReader
    from pipeline.worker import parser

    known: dict[str, tuple[str, dict[str, str]]] = {}

    async def submit(_self: parser.Parser, source_url: str, metadata: dict[str, str]) -> str:
        key = f"local-{uuid.uuid4()}"
        known[key] = source_url, metadata
        return key

    async def ask(_self: parser.Parser, parser_job_id: str) -> dict[str, Any]:
        if parser_job_id not in known:  # submitted by another worker
            return {"status": "RUNNING"}
        url, metadata = known[parser_job_id]
        async with aiohttp.ClientSession() as session, session.get(url) as answer:
            content = await answer.read()
        with NamedTemporaryFile(suffix=".pdf") as file:
            Path(file.name).write_bytes(content)
            reader = PdfReader(Path(file.name))
            pages = _read_pages(reader, range(reader.pages))
            reader.close()
        return {"status": "COMPLETED", "user_metadata": metadata, "markdown": markdown_of(pages)}

    replace(parser.Parser, "submit", submit)
    replace(parser.Parser, "ask", ask)
