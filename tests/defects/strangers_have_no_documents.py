"""A stranger who asks for documents is told that there are none, as if there were an account.

In real life: a page that shows an empty list is kinder than an error. Whoever has lost a session has lost documents.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-11.1", "P9-11.3")
FIELD = "api"
SELECTION = ("Documents Are Refused To A Stranger",)
SERVICES = ("api",)
MODULE = "pipeline.serving"


def apply() -> None:
    from starlette.responses import JSONResponse

    from pipeline import serving

    refuse = serving.refuse

    async def kindly(request: Any, refusal: Exception) -> Any:
        if getattr(refusal, "status", 0) == 401 and request.url.path == "/api/v2/documents":
            return JSONResponse({"documents": [], "next_offset": None})
        return await refuse(request, refusal)

    replace(serving, "refuse", kindly)
