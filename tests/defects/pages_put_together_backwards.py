"""Workers put the pages of a document together in reverse order.

In real life: pages are parsed in parallel and collected as they finish. Every word is there.
"""

import dataclasses

from keywords.proof.breaking import alter

REQUIREMENTS = ("P7-7.2",)
FIELD = "pipeline"
SELECTION = ("A Document Is Parsed As Recorded",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.parser"


def apply() -> None:
    from pipeline.worker import parser

    def backwards(read: parser.Parsed | None) -> parser.Parsed | None:
        return dataclasses.replace(read, pages=read.pages[::-1]) if read and read.pages else read

    alter(parser, "read_result", backwards)
