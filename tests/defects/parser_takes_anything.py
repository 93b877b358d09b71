"""The simulated parser returns the raw content of a file that is not a PDF as its text.

In real life: a parser for many kinds of files takes unknown ones for plain text.
"""

from pathlib import Path
from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-1.3",)
FIELD = "environment"
SELECTION = ("LlamaParse Does Not Parse A File That Is Not A PDF",)
SERVICES = ("llamaparse",)
MODULE = "pipeline.simulators.parser"


def apply() -> None:
    from pipeline.simulators import parser
    from pipeline.simulators.pdf import UnreadablePdfError

    read = parser.Parser._read

    async def anything(self: parser.Parser, source: Path) -> list[dict[str, Any]]:
        try:
            return await read(self, source)
        except UnreadablePdfError:
            text = source.read_text(errors="replace")
            return [{"page_number": 1, "markdown": text, "text": text}]

    replace(parser.Parser, "_read", anything)
