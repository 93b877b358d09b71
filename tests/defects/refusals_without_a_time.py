"""The API refuses a user who does too much without saying when to come back.

In real life: the service sets the header, and the layer that writes errors drops it.
"""

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-11.5",)
FIELD = "api"
SELECTION = ("Every Refusal Over A Limit Says When To Retry",)
SERVICES = ("api",)
MODULE = "pipeline.api.context"


def apply() -> None:
    from pipeline.api import context
    from pipeline.serving import Refusal

    def without_a_time(code: str, message: str, _wait: float) -> Refusal:
        return Refusal(429, code, message)

    replace(context, "too_many", without_a_time)
