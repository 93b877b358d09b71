"""Who does too much is refused, and not told when to come again.

In real life: the header is set by the service, and dropped by the layer that writes errors.
"""

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-11.5",)
FIELD = "api"
SELECTION = ("A Refusal Says When To Come Back",)
SERVICES = ("api",)
MODULE = "pipeline.api.context"


def apply() -> None:
    from pipeline.api import context
    from pipeline.serving import Refusal

    def without_a_time(code: str, message: str, _wait: float) -> Refusal:
        return Refusal(429, code, message)

    replace(context, "too_many", without_a_time)
