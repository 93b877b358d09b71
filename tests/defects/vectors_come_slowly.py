"""The API waits a quarter of a second for the vector of each question.

In real life: each call creates a new client, with its certificates and handshake.
"""

from keywords.proof.breaking import delay

REQUIREMENTS = ("P7-5.5", "P7-5.8")
FIELD = "performance"
SELECTION = (
    "95 Percent Of Cross-Service Requests Take Under 100 Milliseconds",
    "95 Percent Of Questions To The Agent Take Under 200 Milliseconds",
)
SERVICES = ("api",)
MODULE = "pipeline.api.model"


def apply() -> None:
    from pipeline.api import model

    delay(model.Model, "embed", 0.25)
