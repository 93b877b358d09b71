"""Live messages about a failure do not say why.

In real life: the shape of a message is tidied up, and the code goes with the fields that are mostly empty.
"""

from keywords.proof.breaking import alter

REQUIREMENTS = ("C-LIV-2", "C-LIV-7")
FIELD = "realtime"
SELECTION = ("A Listener Learns Why A Document Was Given Up",)
SERVICES = ("api",)
MODULE = "pipeline.api.live"


def apply() -> None:
    from pipeline.api import live

    alter(live, "as_message", lambda message: {**message, "code": None})
