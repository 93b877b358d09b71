"""The last row of each table is lost between the parser and the stored text.

In real life: a loop over rows ends one too early, since the last one is usually the sum.
"""

import dataclasses

from keywords.proof.breaking import alter

REQUIREMENTS = ("C-PAR-3",)
FIELD = "pipeline"
SELECTION = ("Every Row Of A Table Is A Row In The Text",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.parser"


def apply() -> None:
    from pipeline.worker import parser

    def shortened(read: parser.Parsed | None) -> parser.Parsed | None:
        if not read or not read.pages:
            return read
        return dataclasses.replace(read, pages=[without_last_row(page) for page in read.pages])

    alter(parser, "read_result", shortened)


def without_last_row(page: str) -> str:
    lines = page.splitlines()
    rows = [number for number, line in enumerate(lines) if line.startswith("|")]
    return "\n".join(line for number, line in enumerate(lines) if number != rows[-1]) if rows else page
