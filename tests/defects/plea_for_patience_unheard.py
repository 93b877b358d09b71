"""A provider that says when to come again is asked again as soon as the pipeline's own backoff is over.

In real life: the header is dropped where errors are translated. Who does not listen is locked out for longer.
"""

from keywords.proof.breaking import always

REQUIREMENTS = ("P4-2.2", "P4-7.5", "P9-12.4")
FIELD = "failure"
SELECTION = ("The Model Is Left Alone For As Long As It Asks",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.parser"


def apply() -> None:
    from pipeline.worker import parser

    always(parser, "retry_after_of", None)
