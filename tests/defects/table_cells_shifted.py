"""The values of every table are shifted by one column, under the wrong headings.

In real life: a table reader miscounts the columns of a merged header. The text is complete, and every status is
green.
"""

import dataclasses

from keywords.proof.breaking import alter

REQUIREMENTS = ("P9-2.1",)
FIELD = "pipeline"
SELECTION = ("No Planted Fact Is Lost In Parsing",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.parser"


def apply() -> None:
    from pipeline.worker import parser

    def shifted(read: parser.Parsed | None) -> parser.Parsed | None:
        if not read or not read.pages:
            return read
        return dataclasses.replace(read, pages=["\n".join(map(_shift, page.splitlines())) for page in read.pages])

    alter(parser, "read_result", shifted)


def _shift(line: str) -> str:
    cells = line.strip("| ").split(" | ") if line.startswith("| ") else []
    return f"| {' | '.join([cells[0], cells[-1], *cells[1:-1]])} |" if len(cells) > 2 else line
