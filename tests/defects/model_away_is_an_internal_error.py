"""A question that the model cannot be asked is answered 500.

In real life: the client's exception has another name since an update, and nobody catches that one.
"""

from keywords.proof.hook import replace

REQUIREMENTS = ("P2-14.4", "P3-6.1", "P9-4.7")
FIELD = "failure"
SELECTION = (
    "Questions Are Put Off While The API Cannot Reach The Model",
    "A Model That Refuses The API Is Handled Gracefully",
)
SERVICES = ("api",)
MODULE = "pipeline.api.model"


def apply() -> None:
    from pipeline.api import model

    replace(model, "_away", lambda said, *_: RuntimeError(said))
