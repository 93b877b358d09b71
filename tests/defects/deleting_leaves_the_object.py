"""Deleting an object from the storage is answered with success, and the object stays.

In real life: deletions are only marked, and nobody looks at the mark.
"""

from keywords.proof.hook import replace

REQUIREMENTS = ("P7-1.6", "P9-17.4")
FIELD = "storage"
SELECTION = (
    "--test", "The Storage Writes, Reads And Deletes Objects Correctly",
    "--test", "The Storage Works On Its Own",
)  # fmt: skip
SERVICES = ("storage",)
MODULE = "pipeline.storage.objects"


def apply() -> None:
    from pipeline.storage import objects
    from pipeline.storage.names import Name

    def only_said(self: objects.Objects, name: Name) -> bool:
        self.footer(name)
        return True

    replace(objects.Objects, "delete", only_said)
