"""Nothing is counted: polls, questions and tries of passwords are taken without end.

In real life: the limiter was switched off for a load test, through a setting that went to production.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-11.5",)
FIELD = "security"
SELECTION = (
    "--test", "A Job Can Be Polled Ten Times A Minute, Not More",
    "--test", "A Client Can Try Ten Sign-Ins A Minute, Not More",
    "--test", "A User Can Ask Sixty Questions A Minute, Not More",
)  # fmt: skip
SERVICES = ("api",)
MODULE = "pipeline.api.context"


def apply() -> None:
    from pipeline.api import context

    async def nothing(_self: Any, _key: str, _per_minute: int) -> None:
        """Everything is taken."""

    replace(context.Context, "limit", nothing)
