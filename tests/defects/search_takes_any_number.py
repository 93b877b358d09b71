"""Search takes any number of passages and brings it into range in silence.

In real life: the bounds of a parameter are enforced by clamping, so a client with an error never hears of it.
"""

from typing import Annotated

from keywords.proof.breaking import put
from keywords.proof.hook import noting

REQUIREMENTS = ("C-SRC-9",)
FIELD = "api"
SELECTION = ("A Search For No Passage Is Refused", "A Search For Too Many Passages Is Refused")
SERVICES = ("api",)
MODULE = "pipeline.api.schemas"


def apply() -> None:
    from pydantic import BeforeValidator

    from pipeline.api import schemas

    class Clamped(schemas.Question):
        k: Annotated[int, BeforeValidator(noting(in_range))] = 5

    put(schemas, "Question", Clamped)


def in_range(asked: object) -> object:
    return max(1, min(50, asked)) if isinstance(asked, int) else asked
