"""Every eighth question to the agent takes a third of a second longer.

In real life: the client closes a connection that was idle for a moment, and a new one takes time to open.
"""

from keywords.proof.breaking import delay

REQUIREMENTS = ("P7-5.8",)
FIELD = "performance"
SELECTION = ("95 Percent Of Questions To The Agent Take Under 200 Milliseconds",)
SERVICES = ("api",)
MODULE = "pipeline.api.model"


def apply() -> None:
    from pipeline.api import model

    delay(model.Model, "answer", 0.35, every=8)
