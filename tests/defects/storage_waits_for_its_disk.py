"""The storage takes 350 ms longer to open every third object.

In real life: objects that no one has read for a while were moved to a slower disk.
"""

from keywords.proof.breaking import delay

REQUIREMENTS = ("P7-1.5", "P7-1.7")
FIELD = "performance"
SELECTION = (
    "95 Percent Of Storage Reads Take Under 200 Milliseconds",
    "95 Percent Of Storage Operations Take Under 300 Milliseconds",
)
SERVICES = ("storage",)
MODULE = "pipeline.storage.objects"


def apply() -> None:
    from pipeline.storage import objects

    delay(objects.Objects, "open_object", 0.35, every=3)
