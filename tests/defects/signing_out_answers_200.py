"""Signing out answers 200 instead of the agreed 204.

In real life: an upgrade brings back the framework's default. The session has ended, and clients wait for a body.
"""

from keywords.proof.hook import replace

REQUIREMENTS = ("P7-2.2", "P9-1.5", "P9-11.1")
FIELD = "api"
SELECTION = (
    "Every API Endpoint Does What The Contract Promises",
    "Every Endpoint Answers As Promised",
    "Every Endpoint Handles Its Basic Operation",
)
SERVICES = ("api",)
MODULE = "pipeline.api.sessions"


def apply() -> None:
    from fastapi import Response

    from pipeline.api import sessions

    def with_200(status_code: int) -> Response:
        assert status_code == 204
        return Response()

    replace(sessions, "Response", with_200)
