"""The last live message is told again with each that follows.

In real life: the next batch begins with the last of the one before, one greater-or-equal too many.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P2-4.7",)
FIELD = "realtime"
SELECTION = ("Every Event Is Told Once",)
SERVICES = ("api",)
MODULE = "pipeline.api.live"


def apply() -> None:
    from pipeline.api import live

    as_message = live.as_message
    setattr(live, "NEWS", live.NEWS.replace("e.event_id > $1", "e.event_id >= $1"))  # noqa: B010

    def once_more(row: Any) -> dict[str, Any]:
        return as_message(row)

    replace(live, "as_message", once_more)
