"""Page 2 of every document is lost between the parser's answer and the stored text.

In real life: an answer that comes in parts is put together wrongly; a page that took too long is left out silently.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-2.1", "P9-3.3", "P7-5.3")
FIELD = "pipeline"
SELECTION = (
    "No Planted Fact Is Lost In Parsing",
    "The Stored Text Holds Every Fact",
    "What A Webhook Says Is Done",
)
SERVICES = ("worker",)
MODULE = "pipeline.worker.parser"


def apply() -> None:
    from pipeline.worker import parser

    read_result = parser.read_result

    def without_page_2(result: dict[str, Any]) -> parser.Parsed | None:
        read = read_result(result)
        if read is None or read.pages is None:
            return read
        return parser.Parsed(read.pages[:1] + read.pages[2:], read.failure, read.document_id)

    replace(parser, "read_result", without_page_2)
