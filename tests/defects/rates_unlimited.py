"""The API limits neither polls nor questions nor password attempts.

In real life: the limiter was switched off for a load test, by a setting that reached production.
"""

from keywords.proof.breaking import always

REQUIREMENTS = ("P9-11.5",)
FIELD = "security"
SELECTION = (
    "A Job Is Polled Ten Times A Minute",
    "Nobody Tries Passwords More Than Ten Times A Minute",
    "A User Asks Sixty Questions A Minute",
)
SERVICES = ("api",)
MODULE = "pipeline.api.context"


def apply() -> None:
    from pipeline.api import context

    always(context.Context, "limit", None)
