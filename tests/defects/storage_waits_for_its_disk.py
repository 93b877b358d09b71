"""Every third object that is opened keeps its reader waiting for 350 ms.

In real life: what nobody has read for a while was moved to a slower disk.
"""

import itertools
import time

from keywords.proof.hook import replace

REQUIREMENTS = ("P7-1.5", "P7-1.7")
FIELD = "performance"
SELECTION = ("The Storage Is Reached Quickly", "Storage Operations Are Fast")
SERVICES = ("storage",)
MODULE = "pipeline.storage.objects"


def apply() -> None:
    from pipeline.storage import objects
    from pipeline.storage.names import Name

    open_object, turns = objects.Objects.open_object, itertools.cycle((0.35, 0, 0))

    def from_afar(self: objects.Objects, name: Name) -> objects.StoredObject:
        time.sleep(next(turns))
        return open_object(self, name)

    replace(objects.Objects, "open_object", from_afar)
