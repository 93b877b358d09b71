"""The parser takes one document from each worker, and the worker gives up every later one.

In real life: a quota runs out, and the handler takes that for the document's fault.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-2.5", "P3-5.2", "P3-5.3", "P4-8.1", "P4-8.3", "P9-7.3")
FIELD = "pipeline"
SELECTION = (
    "Several Uploads At The Same Time Are Processed",
    "A Returning User Uploads In Bulk",
    "A User With Many Documents Loses None By It",
    "All Of Them Come To Their End",
    "The Database Says That All Of Them Are Complete",
    "The Database Shows That Documents Are Complete",
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
