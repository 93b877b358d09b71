"""Signing out is answered with 200, where 204 was agreed on.

In real life: a framework's own default, after an upgrade. The session has ended, and clients wait for a body.
"""

from keywords.proof.hook import replace

REQUIREMENTS = ("P7-2.2", "P9-1.5", "P9-11.1")
FIELD = "api"
SELECTION = (
    "Every Endpoint Is Functional",
    "Every Endpoint Answers As Promised",
    "Every Endpoint Handles What It Is For",
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
