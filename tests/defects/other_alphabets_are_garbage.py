"""Workers reject a text in another alphabet as garbage.

In real life: the author of the check tried it with the documents at hand.
"""

import re

from keywords.proof.breaking import note, put

REQUIREMENTS = ("P9-8.1", "P4-7.2")
FIELD = "pipeline"
SELECTION = (
    "Documents In Seven Languages Are All Embedded",
    "Search Finds Every Fact In Seven Languages",
    "Every Fact Survives Parsing In Seven Languages",
)
SERVICES = ("worker",)
MODULE = "pipeline.worker.stages.parsed"


def apply() -> None:
    from pipeline.worker.stages import parsed

    put(parsed, "_UNREADABLE", re.compile(r"[^\x00-\x7f]"))
    note(parsed, "check_text")
