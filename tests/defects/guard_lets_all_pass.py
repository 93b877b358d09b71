"""The suite's guard refuses nothing.

In real life: a rule got in the way of a test, and an early return stayed behind. This defect breaks robot itself.
"""

from keywords.proof.breaking import always

REQUIREMENTS = ("P9-17.2",)
FIELD = "data"
SELECTION = ("The Guard Refuses To Create Or Remove Other People's Data",)
SERVICES = ("suite",)
MODULE = "keywords.safety.guard"


def apply() -> None:
    from keywords.safety import guard

    always(guard, "refusal", "")
