"""Parsing is simulated: every document gets the same text.

In real life: this is the pipeline that was signed off with 136 of 136 tests. A stub of the parser stayed in the
image.
"""

import dataclasses

from keywords.proof.breaking import alter

REQUIREMENTS = ("P9-2.1", "P2-4.2", "P7-5.6")
FIELD = "pipeline"
SELECTION = (
    "No Planted Fact Is Lost In Parsing",
    "The Parsed Text Holds Every Planted Fact",
    "Every Planted Fact Reaches The Parsed Text",
    "A Late Parser Answer Leaves Every Fact In The Text",
    "No Planted Fact Is Lost To Bad Parser Answers",
    "Search Finds Every Fact Despite Bad Parser Answers",
)
SERVICES = ("worker",)
MODULE = "pipeline.worker.parser"


def apply() -> None:
    from pipeline.worker import parser

    def simulated(read: parser.Parsed | None) -> parser.Parsed | None:
        if read is None or read.failure is not None:
            return read
        return dataclasses.replace(read, pages=["This is a parsed document. It has been processed."])

    alter(parser, "read_result", simulated)
