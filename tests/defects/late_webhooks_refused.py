"""The API refuses a webhook as a conflict if it already knows the content.

In real life: a repetition looks like an error. The sender tries again for days and then switches the webhook off.
"""

from typing import Literal

from keywords.proof.hook import replace

REQUIREMENTS = ("P7-5.3", "C-WEB-5")
FIELD = "api"
SELECTION = ("Every Late Webhook Is Accepted", "A Genuine Webhook Is Accepted, And So Is Its Repetition")
SERVICES = ("api",)
MODULE = "pipeline.api.webhooks"


def apply() -> None:
    from pipeline.api import webhooks
    from pipeline.api.schemas import Taken
    from pipeline.serving import Refusal

    def taken(status: Literal["accepted", "repeated", "ignored"]) -> Taken:
        if status == "repeated":
            raise Refusal(409, "known_already", "This is known already.")
        return Taken(status=status)

    replace(webhooks, "Taken", taken)
