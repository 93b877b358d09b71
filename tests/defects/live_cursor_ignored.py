"""A client that reconnects with a cursor misses every event since.

In real life: one side renames the parameter. As long as no connection breaks, no one notices.
"""

import re

from keywords.proof.breaking import note, put

REQUIREMENTS = ("P2-4.7",)
FIELD = "realtime"
SELECTION = (
    "A Page Follows A Document Live And Resumes Where It Left Off",
    "A Reconnecting Client Misses No Event And Repeats None",
)
SERVICES = ("api",)
MODULE = "pipeline.api.live"


def apply() -> None:
    from pipeline.api import live

    put(live, "_CURSOR", re.compile("none is understood"))
    note(live, "_newest")
