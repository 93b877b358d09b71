"""Every third question waits for half a minute before it is answered.

In real life: a pool of connections is too small by one, and the caller that finds none waits without a limit.
"""

from keywords.proof.breaking import delay

REQUIREMENTS = ("P9-4.9",)
FIELD = "failure"
SELECTION = ("No Answer Takes Longer Than Required While API And Database Lack CPU",)
SERVICES = ("api",)
MODULE = "pipeline.api.app"


def apply() -> None:
    from pipeline.api import search

    delay(search, "retrieve", 26, every=3)
