"""Workers never poll the parser and give a document up if no webhook comes within a second.

In real life: webhooks arrive whenever an engineer tries them. No one considers a lost one.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P3-11.3", "P7-16.4", "P9-18.2", "P4-7.4")
FIELD = "failure"
SELECTION = (
    "Every Document Is Embedded Although Webhooks Go Astray",
    "Documents Still Complete While Webhooks Cannot Reach The API",
)
SERVICES = ("worker",)
MODULE = "pipeline.worker.parser"


def apply() -> None:
    from pipeline.worker import parser
    from pipeline.worker.failures import Permanent

    async def never(*_args: Any) -> Any:
        raise Permanent("parse_timeout", "The parser did not answer in time.")

    replace(parser.Parser, "ask", never)
