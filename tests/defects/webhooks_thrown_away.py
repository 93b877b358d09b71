"""The pipeline answers webhooks with 200 and discards them.

In real life: the inbox is read under another key than it is written. The text still comes from a poll a second later,
until the parser limits polls.
"""

from keywords.proof.breaking import always

REQUIREMENTS = ("P7-5.3",)
FIELD = "api"
SELECTION = (
    "Webhooks Deliver At Least Half Of The Texts Without Polling",
    "The Document's Text Contains What The Webhook Delivered",
)
SERVICES = ("worker",)
MODULE = "pipeline.worker.parser"


def apply() -> None:
    from pipeline.worker import parser

    always(parser, "delivered", None)
