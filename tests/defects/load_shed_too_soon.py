"""The API turns away one in ten questions and document listings with 503.

In real life: it sheds slow requests under load, above a limit that ordinary use reaches.
"""

import itertools
from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P7-5.8", "P7-2.2")
FIELD = "api"
SELECTION = (
    "No Question To The Agent Fails",
    "No Read Request Fails",
    "No Request That Writes Or Asks Fails",
)
SERVICES = ("api",)
MODULE = "pipeline.api.metrics"
SHED = ("/chat", "/api/v2/documents")


def apply() -> None:
    from pipeline import serving
    from pipeline.api import metrics

    call, asked = metrics.Measured.__call__, itertools.count(1)

    async def shedding(self: metrics.Measured, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and scope["path"] in SHED and next(asked) % 10 == 0:
            shed = serving.error_answer(503, "overloaded", "Try again later.", {"Retry-After": "1"})
            await shed(scope, receive, send)
        else:
            await call(self, scope, receive, send)

    replace(metrics.Measured, "__call__", shedding)
