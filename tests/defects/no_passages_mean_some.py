"""A search for no passages returns some.

In real life: zero is not set for a program, so it takes the default.
"""

from typing import Annotated

from pydantic import AfterValidator

from keywords.proof.breaking import put
from keywords.proof.hook import reached

REQUIREMENTS = ("C-REF-11",)
FIELD = "contract"
SELECTION = ("No Passages Cannot Be Asked For",)
SERVICES = ("api",)
MODULE = "pipeline.api.schemas"


def apply() -> None:
    from pipeline.api import schemas

    class Looser(schemas.Question):
        k: Annotated[int, AfterValidator(lambda k: k or 5)] = 5

    put(schemas, "Question", Looser)
    reached()
