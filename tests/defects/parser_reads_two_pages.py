"""The simulated parser reads the first two pages of a document, and says that it has completed it.

In real life: the plan of an account allows so many pages, and what is more is left out without a word.
"""

from pathlib import Path
from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-1.3", "P9-17.4")
FIELD = "environment"
SELECTION = (
    "LlamaParse Reads Every Fact",
    "LlamaParse Tells Every Page",
    "LlamaParse Keeps The Cells Of A Row Together",
    "LlamaParse Works Alone",
)
SERVICES = ("llamaparse",)
MODULE = "pipeline.simulators.parser"


def apply() -> None:
    from pipeline.simulators import parser

    read = parser.Parser._read

    async def two_pages(self: parser.Parser, source: Path) -> list[dict[str, Any]]:
        return (await read(self, source))[:2]

    replace(parser.Parser, "_read", two_pages)
