"""The pages of a document are put together in the order in which they were finished: the last one first.

In real life: pages are parsed beside each other and collected as they come. Every word is there.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P7-7.2",)
FIELD = "pipeline"
SELECTION = ("Documents Are Parsed As Recorded",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.parser"


def apply() -> None:
    from pipeline.worker import parser

    read_result = parser.read_result

    def backwards(result: dict[str, Any]) -> parser.Parsed | None:
        read = read_result(result)
        if read is None or read.pages is None:
            return read
        return parser.Parsed(read.pages[::-1], read.failure, read.document_id)

    replace(parser, "read_result", backwards)
