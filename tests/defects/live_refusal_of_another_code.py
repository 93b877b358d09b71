"""Live connections without a token are closed with another code than was agreed on.

In real life: a framework closes with its own code for a policy violation, and clients reconnect for ever instead of
signing in.
"""

from keywords.proof.breaking import note, put

REQUIREMENTS = ("C-LIV-4",)
FIELD = "realtime"
SELECTION = ("A Live Connection With A Made Up Token Is Refused With 4401",)
SERVICES = ("api",)
MODULE = "pipeline.api.live"


def apply() -> None:
    from pipeline.api import live

    put(live, "UNAUTHORIZED", 1008)
    note(live, "_token")
