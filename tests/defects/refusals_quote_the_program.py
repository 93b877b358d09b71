"""The refusal of a malformed call quotes the library that refused it.

In real life: the text of an exception is the easiest message.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("C-ERR-2",)
FIELD = "contract"
SELECTION = ("A Body That Is A List Is Explained",)
SERVICES = ("api",)
MODULE = "pipeline.api.app"


def apply() -> None:
    from pipeline import serving
    from pipeline.api import app

    async def quoting(_request: Any, error: Exception) -> Any:
        return serving.error_answer(422, "malformed", f"pydantic_core says {type(error).__name__}.")

    replace(app, "_malformed", quoting)
