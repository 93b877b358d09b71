"""A request without a token is answered with 500: the header is taken apart before anybody looks whether it is there.

In real life: every client that is tried out sends a token. Strangers are kept out, by accident.
"""

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-11.3", "P9-7.2")
FIELD = "api"
SELECTION = ("Every Endpoint Refuses A Stranger", "No Operation Breaks When It Is Called With Nothing")
SERVICES = ("api",)
MODULE = "pipeline.api.context"


def apply() -> None:
    from fastapi import Request
    from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

    async def taken_apart(_self: HTTPBearer, request: Request) -> HTTPAuthorizationCredentials:
        scheme, token = request.headers["Authorization"].split(" ")
        return HTTPAuthorizationCredentials(scheme=scheme, credentials=token)

    replace(HTTPBearer, "__call__", taken_apart)
