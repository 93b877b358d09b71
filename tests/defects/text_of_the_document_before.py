"""Every second document is given the text of the document before it, too, behind its own.

In real life: a list of pages is kept between two answers of the parser. No fact is lost, and a search over all
documents finds everything.
"""

import dataclasses

from keywords.proof.breaking import alter

REQUIREMENTS = ("P4-7.2", "P9-8.1")
FIELD = "data"
SELECTION = ("Every Fact Is In The Text Of Its Own Document Only",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.parser"


def apply() -> None:
    from pipeline.worker import parser

    seen = list[list[str]]()

    def with_the_one_before(read: parser.Parsed | None) -> parser.Parsed | None:
        if read is None or not read.pages:
            return read
        before = seen[-1:]
        seen.append(read.pages)
        return dataclasses.replace(read, pages=[*read.pages, *before[0]]) if before and len(seen) % 2 == 0 else read

    alter(parser, "read_result", with_the_one_before)
