"""Workers give a document up if the parser takes over a quarter of a second to answer.

In real life: the timeout was found where nothing is ever busy, and no one thought that the error would pass.
"""

import asyncio
from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P2-14.4", "P3-6.1", "P9-4.7", "P3-11.3")
FIELD = "failure"
SELECTION = ("Documents Still Complete Over A Slow, Narrow Link To The Parser",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.parser"
PATIENCE = 0.25


def apply() -> None:
    from pipeline.worker import parser
    from pipeline.worker.failures import Permanent

    calling = parser.Parser._calling

    async def at_once(self: parser.Parser, need: Any, call: Any) -> Any:
        try:
            return await asyncio.wait_for(calling(self, need, call), PATIENCE)
        except TimeoutError:
            raise Permanent("parser_unavailable", "The parser is away.") from None

    replace(parser.Parser, "_calling", at_once)
