"""Refusals carry a code but no message.

In real life: production leaves out all messages, for safety. Refused users cannot know why.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-11.1",)
FIELD = "api"
SELECTION = ("Every Refusal Explains Itself",)
SERVICES = ("api",)
MODULE = "pipeline.serving"


def apply() -> None:
    from pipeline import serving

    error_answer = serving.error_answer

    def silently(status: int, code: str, _message: str, *args: Any, **details: Any) -> Any:
        return error_answer(status, code, "", *args, **details)

    replace(serving, "error_answer", silently)
