"""The refusal of a malformed call does not say what is wrong.

In real life: a message was made short for a small screen.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("C-ERR-3",)
FIELD = "contract"
SELECTION = ("The Refusal Of A Length Names The Length", "The Refusal Of A Hash Names The Hash")
SERVICES = ("api",)
MODULE = "pipeline.api.app"


def apply() -> None:
    from pipeline import serving
    from pipeline.api import app

    async def brief(_request: Any, _error: Exception) -> Any:
        return serving.error_answer(422, "malformed", "This request is malformed.")

    replace(app, "_malformed", brief)
