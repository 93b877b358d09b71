"""Signing out is answered with 200, where 204 was agreed on.

In real life: a framework's own default, after an upgrade. The session has ended, and clients wait for a body.
"""

from keywords.proof.hook import replace

REQUIREMENTS = ("P7-2.2", "P9-1.5", "P9-11.1")
FIELD = "api"
SELECTION = (
    "--test", "Every API Endpoint Does What The Contract Promises",
    "--test", "Every Endpoint Answers As Promised",
    "--test", "Every Endpoint Handles Its Basic Operation",
)  # fmt: skip
SERVICES = ("api",)
MODULE = "pipeline.api.sessions"


def apply() -> None:
    from fastapi import Response

    from pipeline.api import sessions

    def with_200(status_code: int) -> Response:
        assert status_code == 204
        return Response()

    replace(sessions, "Response", with_200)
