"""Every third object that is opened keeps its reader waiting for 350 ms.

In real life: what nobody has read for a while was moved to a slower disk.
"""

from keywords.proof.breaking import delay

REQUIREMENTS = ("P7-1.5", "P7-1.7")
FIELD = "performance"
SELECTION = ("The Storage Is Reached Quickly", "Storage Operations Are Fast")
SERVICES = ("storage",)
MODULE = "pipeline.storage.objects"


def apply() -> None:
    from pipeline.storage import objects

    delay(objects.Objects, "open_object", 0.35, every=3)
