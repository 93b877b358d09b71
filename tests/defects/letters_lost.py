"""The stored text has question marks instead of non-ASCII letters.

In real life: the text is encoded for a system that is long gone. English documents, which everyone tries, are
perfect.
"""

import dataclasses

from keywords.proof.breaking import alter

REQUIREMENTS = ("P9-8.1", "P4-7.2")
FIELD = "pipeline"
SELECTION = ("No Planted Fact Is Lost In Seven Languages", "Every Fact Survives Parsing In Seven Languages")
SERVICES = ("worker",)
MODULE = "pipeline.worker.parser"


def apply() -> None:
    from pipeline.worker import parser

    def without_letters(read: parser.Parsed | None) -> parser.Parsed | None:
        if not read or not read.pages:
            return read
        return dataclasses.replace(read, pages=[page.encode("ascii", "replace").decode() for page in read.pages])

    alter(parser, "read_result", without_letters)
