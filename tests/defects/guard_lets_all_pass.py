"""The guard of the suite refuses nothing any more.

In real life: a rule was in the way of a test, and an early return was left behind. Here robot itself is broken.
"""

from keywords.proof.breaking import always

REQUIREMENTS = ("P3-11.1",)
FIELD = "data"
SELECTION = ("Data Of Others Is Not To Be Touched",)
SERVICES = ("suite",)
MODULE = "keywords.safety.guard"


def apply() -> None:
    from keywords.safety import guard

    always(guard, "refusal", "")
