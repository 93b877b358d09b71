"""The parser takes one document from each worker, and the worker gives up every later one.

In real life: a quota runs out, and the handler takes that for the document's fault.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-2.5", "P3-5.2", "P3-5.3", "P9-7.3", "P4-3.1")
FIELD = "pipeline"
SELECTION = (
    "A Heavy And A Light User At Once Both Get Every Document Embedded",
    "Five Documents Uploaded At The Same Moment Are Embedded",
    "A Returning User Uploads Ten Documents At Once And Follows Each To Its End",
    "A Heavy And A Light User Both Get Every Document Embedded",
    "Five Documents Sent Three At A Time Are All Embedded",
    "A Query Shows That All Five Documents Are Complete",
    "Five Documents Uploaded At Once Are All Processed",
    "Twenty Documents Uploaded At Once Are All Processed",
)
SERVICES = ("worker",)
MODULE = "pipeline.worker.parser"
QUOTA = 1


def apply() -> None:
    from pipeline.worker import parser
    from pipeline.worker.failures import Permanent

    submit, taken = parser.Parser.submit, list[str]()

    async def within_the_quota(self: Any, source_url: str, metadata: dict[str, str]) -> str:
        if len(taken) >= QUOTA:
            raise Permanent("parser_refused", "The parser did not take the document, for whatever reason.")
        taken.append(source_url)
        return await submit(self, source_url, metadata)

    replace(parser.Parser, "submit", within_the_quota)
