"""A length may be a text.

In real life: a library reads numbers from texts unless it is told not to.
"""

from typing import Annotated

from pydantic import Field

from keywords.proof.breaking import put
from keywords.proof.hook import reached

REQUIREMENTS = ("C-REF-9",)
FIELD = "contract"
SELECTION = ("A Length That Is A Text Is Not Taken",)
SERVICES = ("api",)
MODULE = "pipeline.api.schemas"


def apply() -> None:
    from pipeline.api import schemas

    class Looser(schemas.UploadRequest):
        bytes_len: Annotated[int, Field(ge=1, lt=2**53, strict=False)]

    put(schemas, "UploadRequest", Looser)
    reached()
