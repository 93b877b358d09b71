"""Answers name the software of the server and its version.

In real life: it is the default of the server.
"""

from keywords.proof.breaking import put
from keywords.proof.hook import reached

REQUIREMENTS = ("C-HDR-11",)
FIELD = "contract"
SELECTION = ("No Answer Names The Server's Software",)
SERVICES = ("api",)
MODULE = "pipeline.api.headers"


def apply() -> None:
    from pipeline.api import headers

    put(headers, "HEADERS", {**headers.HEADERS, "Server": "uvicorn/0.30"})
    reached()
