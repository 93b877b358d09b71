"""The API answers a question with 500 while it cannot reach the model.

In real life: an update renamed the client's exception, and no code catches the new one.
"""

from keywords.proof.hook import replace

REQUIREMENTS = ("P2-14.4", "P3-6.1", "P9-4.7")
FIELD = "failure"
SELECTION = (
    "Users See No Error But 503 While The API Cannot Reach The Model",
    "An API Cut Off From The Model Shows Users No Error But 503",
)
SERVICES = ("api",)
MODULE = "pipeline.api.model"


def apply() -> None:
    from pipeline.api import model

    replace(model, "_away", lambda said, *_: RuntimeError(said))
