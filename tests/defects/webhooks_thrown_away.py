"""Webhooks are answered with 200 and thrown away; the text comes all the same, by asking the parser a second later.

In real life: the inbox is read under another key than it is written. Polling hides it, until the parser limits polls.
"""

from keywords.proof.breaking import always

REQUIREMENTS = ("P7-5.3",)
FIELD = "api"
SELECTION = ("Webhooks Bring The Text", "What A Webhook Says Is Done")
SERVICES = ("worker",)
MODULE = "pipeline.worker.parser"


def apply() -> None:
    from pipeline.worker import parser

    always(parser, "delivered", None)
