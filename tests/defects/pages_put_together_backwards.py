"""The pages of a document are put together in the order in which they were finished: the last one first.

In real life: pages are parsed beside each other and collected as they come. Every word is there.
"""

import dataclasses

from keywords.proof.breaking import alter

REQUIREMENTS = ("P7-7.2",)
FIELD = "pipeline"
SELECTION = ("Documents Are Parsed As Recorded",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.parser"


def apply() -> None:
    from pipeline.worker import parser

    def backwards(read: parser.Parsed | None) -> parser.Parsed | None:
        return dataclasses.replace(read, pages=read.pages[::-1]) if read and read.pages else read

    alter(parser, "read_result", backwards)
