"""Deleting an object from the storage is answered with success, and the object stays.

In real life: deletions are only marked, and nobody looks at the mark.
"""

from keywords.proof.hook import replace

REQUIREMENTS = ("P7-1.6", "P9-17.4")
FIELD = "storage"
SELECTION = ("The Storage Keeps What It Is Given", "The Storage Works Alone")
SERVICES = ("storage",)
MODULE = "pipeline.storage.objects"


def apply() -> None:
    from pipeline.storage import objects
    from pipeline.storage.names import Name

    def only_said(self: objects.Objects, name: Name) -> bool:
        self.footer(name)
        return True

    replace(objects.Objects, "delete", only_said)
