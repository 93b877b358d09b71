"""The storage confirms the deletion of an object and keeps it.

In real life: deletion only sets a mark, and nothing reads the mark.
"""

from keywords.proof.hook import replace

REQUIREMENTS = ("P7-1.6",)
FIELD = "storage"
SELECTION = ("The Storage Writes, Reads And Deletes Objects Correctly",)
SERVICES = ("storage",)
MODULE = "pipeline.storage.objects"


def apply() -> None:
    from pipeline.storage import objects
    from pipeline.storage.names import Name

    def only_said(self: objects.Objects, name: Name) -> bool:
        self.footer(name)
        return True

    replace(objects.Objects, "delete", only_said)
