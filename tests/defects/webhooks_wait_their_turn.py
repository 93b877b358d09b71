"""The API answers every tenth webhook after 800 ms.

In real life: a webhook is processed before it is answered. The sender takes the silence for a failure.
"""

from keywords.proof.breaking import delay

REQUIREMENTS = ("P7-5.3", "P7-5.5")
FIELD = "performance"
SELECTION = (
    "95 Percent Of Webhooks Are Answered In Under 500 Milliseconds",
    "95 Percent Of The Parser's Calls Of The API Take Under 100 Milliseconds",
)
SERVICES = ("api",)
MODULE = "pipeline.api.webhooks"


def apply() -> None:
    from pipeline.api import webhooks

    delay(webhooks, "read_event", 0.8, every=10)
