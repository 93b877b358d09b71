"""The score of a passage is computed from the distance in another way, between a half and one.

In real life: two formulas for nearness are in use. Order and range look right, and thresholds no longer mean the
same.
"""

from keywords.proof.breaking import edit, note

REQUIREMENTS = ("C-SRC-4",)
FIELD = "retrieval"
SELECTION = ("A Search Is Exact",)
SERVICES = ("api",)
MODULE = "pipeline.api.search"


def apply() -> None:
    from pipeline.api import search

    edit(search, "EXACT", "1 - distance AS score", "1 / (1 + distance) AS score")
    note(search, "nearest")
