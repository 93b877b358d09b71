"""The pages of a document are put together from the last to the first.

In real life: pages are pushed on a stack while they arrive. Every fact is there, and nothing follows what it refers
to.
"""

import dataclasses

from keywords.proof.breaking import alter

REQUIREMENTS = ("C-PAR-2",)
FIELD = "pipeline"
SELECTION = ("The Pages Of A Document Follow One Another In Its Text",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.parser"


def apply() -> None:
    from pipeline.worker import parser

    def turned(read: parser.Parsed | None) -> parser.Parsed | None:
        return dataclasses.replace(read, pages=read.pages[::-1]) if read and read.pages else read

    alter(parser, "read_result", turned)
