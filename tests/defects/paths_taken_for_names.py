"""A file may have a path for its name.

In real life: the name was only checked in the page, and a script announces documents, too.
"""

from keywords.proof.breaking import put
from keywords.proof.hook import reached

REQUIREMENTS = ("C-REF-8",)
FIELD = "contract"
SELECTION = ("A File Whose Name Is A Path Is Not Taken",)
SERVICES = ("api",)
MODULE = "pipeline.api.schemas"


def apply() -> None:
    from pipeline.api import schemas

    class Looser(schemas.UploadRequest):
        filename: str

    put(schemas, "UploadRequest", Looser)
    reached()
