"""Answers lack three of the headers that protect a browser.

In real life: a proxy was to set them, and was taken away.
"""

from keywords.proof.breaking import put
from keywords.proof.hook import reached

REQUIREMENTS = (
    "C-HDR-5",
    "C-HDR-7",
    "C-HDR-8",
)
FIELD = "contract"
SELECTION = (
    "No Answer Is Taken For Another Type",
    "No Answer Is Shown In A Frame",
    "No Answer Tells A Third Site Where It Was Read",
)
SERVICES = ("api",)
MODULE = "pipeline.api.headers"


def apply() -> None:
    from pipeline.api import headers

    lost = ("X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy")
    put(headers, "HEADERS", {name: value for name, value in headers.HEADERS.items() if name not in lost})
    reached()
