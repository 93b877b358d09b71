"""The body of a refusal has a correlation id that no log contains.

In real life: a layer that never saw the request writes the errors. Nothing can be found by what a user quotes.
"""

from typing import Any
from uuid import uuid4

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-3.4",)
FIELD = "monitoring"
SELECTION = ("Every Answer Carries The Correlation Id That The User Sent",)
SERVICES = ("api",)
MODULE = "pipeline.serving"


def apply() -> None:
    from pipeline import serving
    from pipeline.logs import correlation_id

    error_answer = serving.error_answer

    def with_another(*answer: Any, **details: Any) -> Any:
        before = correlation_id.set(uuid4().hex)
        try:
            return error_answer(*answer, **details)
        finally:
            correlation_id.reset(before)

    replace(serving, "error_answer", with_another)
