"""The link that took the bytes of a document also opens them.

In real life: a client wants to look at what it has sent, so the route takes one method more.
"""

from typing import Any

from keywords.proof.breaking import put
from keywords.proof.hook import replace

REQUIREMENTS = ("C-STO-17",)
FIELD = "security"
SELECTION = ("A Link To Read Takes No Bytes, And One For An Upload Is Not To Read",)
SERVICES = ("storage",)
MODULE = "pipeline.storage.app"


def apply() -> None:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

    from pipeline.storage import app
    from pipeline.storage.delivery import deliver
    from pipeline.storage.names import Name
    from pipeline.storage.tokens import Purpose

    genuine = app.Storage.upload_signed

    async def either(self: app.Storage, request: Request) -> Response:
        if request.method != "GET":
            return await genuine(self, request)
        name = Name.parse(request.path_params["bucket"], request.path_params["path"])
        self.tokens.check(Purpose.UPLOAD, name, request.query_params.get("token"))
        return deliver(self.objects, name, request)

    def with_get(path: str, endpoint: Any, **how: Any) -> Any:
        methods = ["PUT", "GET"] if how.get("methods") == ["PUT"] else how.get("methods")
        return Route(path, endpoint, methods=methods)

    put(app, "Route", with_get)
    replace(app.Storage, "upload_signed", either)
