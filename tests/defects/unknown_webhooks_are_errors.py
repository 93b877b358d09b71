"""A webhook about a document that does not exist is answered with an error of the server.

In real life: a row is always found in tests, so nobody looks whether there is one.
"""

from typing import Literal

from keywords.proof.hook import replace

REQUIREMENTS = ("C-WEB-7",)
FIELD = "api"
SELECTION = ("A Webhook About An Unknown Document Is Harmless",)
SERVICES = ("api",)
MODULE = "pipeline.api.webhooks"


def apply() -> None:
    from pipeline.api import webhooks
    from pipeline.api.schemas import Taken

    def taken(status: Literal["accepted", "repeated", "ignored"]) -> Taken:
        if status == "ignored":
            raise LookupError("no row")
        return Taken(status=status)

    replace(webhooks, "Taken", taken)
