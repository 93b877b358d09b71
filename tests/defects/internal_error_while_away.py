"""The API answers 500 while the database is away.

In real life: no handler translates the connection error, so it falls through to the framework.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-4.3",)
FIELD = "failure"
SELECTION = ("Users See No Error But 503 While The Database Is Away",)
SERVICES = ("api",)
MODULE = "pipeline.api.app"


def apply() -> None:
    from pipeline.api import app
    from pipeline.serving import error_answer

    async def broken(_request: Any, _error: Exception) -> Any:
        return error_answer(500, "internal_error", "Something went wrong.")

    replace(app, "_away", broken)
