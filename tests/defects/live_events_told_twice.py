"""Live status repeats the last event with each new one.

In real life: the next batch starts with the last event of the one before: `>=` instead of `>`.
"""

from keywords.proof.breaking import edit, note

REQUIREMENTS = ("P2-4.7",)
FIELD = "realtime"
SELECTION = ("Live Status Delivers Every Event Exactly Once",)
SERVICES = ("api",)
MODULE = "pipeline.api.live"


def apply() -> None:
    from pipeline.api import live

    edit(live, "NEWS", "e.event_id > $1", "e.event_id >= $1")
    note(live, "as_message")
