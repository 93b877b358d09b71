"""An unreadable document gets a placeholder as its text and goes through all stages.

In real life: an exporter must not fail, so it writes something. The sentence is cut, paid for and found.
"""

from keywords.proof.breaking import alter

REQUIREMENTS = ("P4-7.2", "P9-2.3", "P9-4.8")
FIELD = "pipeline"
SELECTION = (
    "An Unreadable Document Leaves No Chunk",
    "Every Unreadable Document Ends As A Dead Letter With A Reason",
    "No Chunk Of An Unreadable Document Is Kept",
    "Every Kind Of Unreadable Document Gets A Reason",
)
SERVICES = ("worker",)
MODULE = "pipeline.worker.parser"
TEXT = "This document could not be read."


def apply() -> None:
    from pipeline.worker import parser
    from pipeline.worker.failures import Permanent

    def with_a_placeholder(read: parser.Parsed | None) -> parser.Parsed | None:
        if read is None or not isinstance(read.failure, Permanent):
            return read
        return parser.Parsed([TEXT], None, read.document_id)

    alter(parser, "read_result", with_a_placeholder)
