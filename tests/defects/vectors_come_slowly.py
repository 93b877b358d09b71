"""The API waits a quarter of a second for each vector of a question.

In real life: a client is made anew for every call, with its certificates and its greeting.
"""

from keywords.proof.breaking import delay

REQUIREMENTS = ("P7-5.5", "P7-5.8")
FIELD = "performance"
SELECTION = ("Services Answer Each Other Quickly", "Integrated Services Answer Quickly")
SERVICES = ("api",)
MODULE = "pipeline.api.model"


def apply() -> None:
    from pipeline.api import model

    delay(model.Model, "embed", 0.25)
