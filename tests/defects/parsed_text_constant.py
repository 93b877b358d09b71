"""The parser's text is replaced by a constant: parsing is simulated, and every document says the same.

In real life: the pipeline that was signed off with 136 of 136 tests; a stub of the parser was left in the image.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-2.1", "P2-4.2", "P7-5.6", "P9-22.3")
FIELD = "pipeline"
SELECTION = (
    "No Planted Fact Is Lost In Parsing",
    "Parsing Is Validated",
    "Data Flows From The Parser To The Text",
    "Parsing Is Not Simulated Any More",
    "A Late Answer Leaves The Right Text",
    "No Text Is Lost On The Parser's Bad Days",
)
SERVICES = ("worker",)
MODULE = "pipeline.worker.parser"


def apply() -> None:
    from pipeline.worker import parser

    read_result = parser.read_result

    def simulated(result: dict[str, Any]) -> parser.Parsed | None:
        read = read_result(result)
        if read is None or read.failure is not None:
            return read
        return parser.Parsed(["This is a parsed document. It has been processed."], None, read.document_id)

    replace(parser, "read_result", simulated)
