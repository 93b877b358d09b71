"""The API limits neither polls nor questions nor password attempts.

In real life: the limiter was switched off for a load test, by a setting that reached production.
"""

from keywords.proof.breaking import always

REQUIREMENTS = ("P9-11.5",)
FIELD = "security"
SELECTION = (
    "A Job Can Be Polled Ten Times A Minute, Not More",
    "A Client Can Try Ten Sign-Ins A Minute, Not More",
    "A User Can Ask Sixty Questions A Minute, Not More",
)
SERVICES = ("api",)
MODULE = "pipeline.api.context"


def apply() -> None:
    from pipeline.api import context

    always(context.Context, "limit", None)
