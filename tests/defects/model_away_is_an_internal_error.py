"""A question that the model cannot be asked is answered 500.

In real life: the client's exception has another name since an update, and nobody catches that one.
"""

from keywords.proof.hook import replace

REQUIREMENTS = ("P2-14.4", "P3-6.1", "P9-4.7")
FIELD = "failure"
SELECTION = (
    "--test", "Users See No Error But 503 While The API Cannot Reach The Model",
    "--test", "An API Cut Off From The Model Shows Users No Error But 503",
)  # fmt: skip
SERVICES = ("api",)
MODULE = "pipeline.api.model"


def apply() -> None:
    from pipeline.api import model

    replace(model, "_away", lambda said, *_: RuntimeError(said))
