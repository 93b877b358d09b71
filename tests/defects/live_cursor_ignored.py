"""Who comes back with a cursor hears only what is new: what happened meanwhile is never told.

In real life: the parameter is renamed on one side. As long as no connection breaks, nobody notices.
"""

import re

from keywords.proof.breaking import note, put

REQUIREMENTS = ("P2-4.7",)
FIELD = "realtime"
SELECTION = ("Who Comes Back Misses Nothing And Hears Nothing Twice",)
SERVICES = ("api",)
MODULE = "pipeline.api.live"


def apply() -> None:
    from pipeline.api import live

    put(live, "_CURSOR", re.compile("none is understood"))
    note(live, "_newest")
