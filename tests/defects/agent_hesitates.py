"""Every eighth question to the agent finds the model asleep, and is answered a third of a second later.

In real life: a connection that was not used for a moment is closed, and opening it anew takes its time.
"""

from keywords.proof.breaking import delay

REQUIREMENTS = ("P7-5.8",)
FIELD = "performance"
SELECTION = ("Integrated Services Answer Quickly",)
SERVICES = ("api",)
MODULE = "pipeline.api.model"


def apply() -> None:
    from pipeline.api import model

    delay(model.Model, "answer", 0.35, every=8)
