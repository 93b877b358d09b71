"""The API answers a malformed request with 400 instead of the agreed 422.

In real life: an upgrade brings back the framework's default, and clients no longer recognise the error.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-11.1",)
FIELD = "api"
SELECTION = ("Malformed Calls Are Refused",)
SERVICES = ("api",)
MODULE = "pipeline.api.app"


def apply() -> None:
    from pipeline.api import app
    from pipeline.serving import error_answer

    async def with_400(_request: Any, _error: Exception) -> Any:
        return error_answer(400, "bad_request", "The request is malformed.")

    replace(app, "_malformed", with_400)
