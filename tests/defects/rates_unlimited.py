"""Nothing is counted: polls, questions and tries of passwords are taken without end.

In real life: the limiter was switched off for a load test, through a setting that went to production.
"""

from typing import Any

from keywords.proof.hook import replace

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

    async def nothing(_self: Any, _key: str, _per_minute: int) -> None:
        """Everything is taken."""

    replace(context.Context, "limit", nothing)
