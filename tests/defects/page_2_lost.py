"""Page 2 of every document gets lost between the parser's answer and the stored text.

In real life: an answer in parts is put together wrongly, or a page that took too long is left out silently.
"""

import dataclasses

from keywords.proof.breaking import alter

REQUIREMENTS = ("P9-2.1", "P9-3.3", "P7-5.3")
FIELD = "pipeline"
SELECTION = (
    "No Planted Fact Is Lost In Parsing",
    "The Stored Texts Hold Every Planted Fact",
    "The Document's Text Contains What The Webhook Delivered",
)
SERVICES = ("worker",)
MODULE = "pipeline.worker.parser"


def apply() -> None:
    from pipeline.worker import parser

    def without_page_2(read: parser.Parsed | None) -> parser.Parsed | None:
        return dataclasses.replace(read, pages=read.pages[:1] + read.pages[2:]) if read and read.pages else read

    alter(parser, "read_result", without_page_2)
