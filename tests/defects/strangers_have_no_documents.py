"""The API answers a request for documents without a valid token with an empty list.

In real life: an empty page is kinder than an error. A user who lost the session seems to have lost the documents.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-11.1", "P9-11.3")
FIELD = "api"
SELECTION = ("A Request For Documents Without A Token Is Refused",)
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
