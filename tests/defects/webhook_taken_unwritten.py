"""The API confirms a webhook that it could not store.

In real life: a handler always says 200 so that the sender does not call again. Senders call again for good reason.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-19.3", "P9-13.2", "P4-7.6")
FIELD = "failure"
SELECTION = ("No Webhook Is Accepted That The Database Cannot Record",)
SERVICES = ("api",)
MODULE = "pipeline.api.app"


def apply() -> None:
    from fastapi.responses import JSONResponse

    from pipeline.api import app

    away = app._away

    async def or_taken(request: Any, error: Exception) -> JSONResponse:
        if request.url.path.startswith("/webhooks"):
            return JSONResponse({"status": "accepted"})
        return await away(request, error)

    replace(app, "_away", or_taken)
