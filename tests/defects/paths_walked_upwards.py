"""The storage follows the dots in the name of an object.

In real life: names had to take more letters, and the pattern became any letter.
"""

import re

from keywords.proof.breaking import note, put

REQUIREMENTS = ("C-STO-11",)
FIELD = "security"
SELECTION = ("Nobody Leaves Their Folder By A Path With Dots",)
SERVICES = ("storage",)
MODULE = "pipeline.storage.names"


def apply() -> None:
    from pipeline.storage import names

    put(names, "_SEGMENT", re.compile(r"[^/]+"))
    note(names, "segments_of")
