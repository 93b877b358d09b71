"""Every type that begins like PDF is taken.

In real life: a type may carry parameters, so only its beginning is compared.
"""

from pydantic import field_validator

from keywords.proof.breaking import put
from keywords.proof.hook import reached

REQUIREMENTS = ("C-REF-6",)
FIELD = "contract"
SELECTION = ("A Type That Only Begins Like PDF Is Not Taken",)
SERVICES = ("api",)
MODULE = "pipeline.api.schemas"


def apply() -> None:
    from pipeline.api import schemas

    class Looser(schemas.UploadRequest):
        @field_validator("mime")
        @classmethod
        def shortened(cls, mime: str) -> str:
            return mime[: len("application/pdf")]

    put(schemas, "UploadRequest", Looser)
    reached()
