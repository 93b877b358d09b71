"""Answers do not say that no cache may keep them.

In real life: headers were copied from a project that serves pictures.
"""

from keywords.proof.breaking import put
from keywords.proof.hook import reached

REQUIREMENTS = ("C-HDR-6",)
FIELD = "contract"
SELECTION = ("No Answer Is Kept By A Cache",)
SERVICES = ("api",)
MODULE = "pipeline.api.headers"


def apply() -> None:
    from pipeline.api import headers

    kept = {name: value for name, value in headers.HEADERS.items() if name != "Cache-Control"}
    put(headers, "HEADERS", kept)
    reached()
