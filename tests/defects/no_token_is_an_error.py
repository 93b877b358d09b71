"""The API answers a request without a token with 500.

In real life: the code splits the header before it checks that there is one. Every client that is tried sends a token,
and strangers are kept out by accident.
"""

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-11.3", "P9-7.2")
FIELD = "api"
SELECTION = ("Every Private Endpoint Refuses A Stranger", "No Operation Breaks When Called Without Data")
SERVICES = ("api",)
MODULE = "pipeline.api.context"


def apply() -> None:
    from fastapi import Request
    from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

    async def taken_apart(_self: HTTPBearer, request: Request) -> HTTPAuthorizationCredentials:
        scheme, token = request.headers["Authorization"].split(" ")
        return HTTPAuthorizationCredentials(scheme=scheme, credentials=token)

    replace(HTTPBearer, "__call__", taken_apart)
