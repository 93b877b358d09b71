"""Refusals have a code and no words: whoever is refused cannot know why.

In real life: messages are left out in production, for safety, all of them.
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
