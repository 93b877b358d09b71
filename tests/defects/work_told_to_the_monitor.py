"""Workers report each document to the monitor before parsing; if that fails, so does the document.

In real life: figures are pushed to the collector in the middle of the work, and no code catches the error.
"""

from typing import Any

from keywords.proof.breaking import health_of
from keywords.proof.hook import replace

REQUIREMENTS = ("P9-4.6",)
FIELD = "failure"
SELECTION = ("Every Document Completes Despite A Monitor Outage",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.parser"


def apply() -> None:
    from pipeline.settings import load
    from pipeline.worker import parser
    from pipeline.worker.failures import Permanent

    monitor, submit = load().monitor_url, parser.Parser.submit

    async def after_telling(self: parser.Parser, *args: Any) -> str:
        if not await health_of(monitor):
            raise Permanent("internal_error", "Something went wrong on our side.")
        return await submit(self, *args)

    replace(parser.Parser, "submit", after_telling)
