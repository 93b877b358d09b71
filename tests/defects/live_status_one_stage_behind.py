"""Live status names the stage before the one that a document has reached.

In real life: messages are made from the row as it was before the update, which is the one at hand.
"""

from typing import Any

from keywords.proof.breaking import alter

REQUIREMENTS = ("P2-4.6",)
FIELD = "realtime"
SELECTION = (
    "A Page Follows A Document Live And Resumes Where It Left Off",
    "Live Status Reports Every Stage In Order",
)
SERVICES = ("api",)
MODULE = "pipeline.api.live"


def apply() -> None:
    from pipeline.api import live
    from pipeline.stages import STAGES

    def behind(message: dict[str, Any]) -> dict[str, Any]:
        stage = message["stage"]
        return {**message, "stage": STAGES[max(0, STAGES.index(stage) - 1)] if stage in STAGES else stage}

    alter(live, "as_message", behind)
