"""Letters beyond the Latin ones that English needs become question marks in the stored text.

In real life: a text is encoded for a system that is long gone. English documents, which everybody tries, are perfect.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-8.1", "P4-7.2")
FIELD = "pipeline"
SELECTION = ("No Fact Is Lost In Any Language", "Nothing Is Altered In Any Language")
SERVICES = ("worker",)
MODULE = "pipeline.worker.parser"


def apply() -> None:
    from pipeline.worker import parser

    read_result = parser.read_result

    def without_letters(result: dict[str, Any]) -> parser.Parsed | None:
        read = read_result(result)
        if read is None or read.pages is None:
            return read
        pages = [page.encode("ascii", "replace").decode() for page in read.pages]
        return parser.Parsed(pages, read.failure, read.document_id)

    replace(parser, "read_result", without_letters)
