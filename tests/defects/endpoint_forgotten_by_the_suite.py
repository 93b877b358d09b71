"""The suite no longer calls the endpoint that returns a document's text.

In real life: an engineer takes a call out of a list while debugging and forgets it. All checks are green.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from keywords.proof.breaking import alter

REQUIREMENTS = ("P9-7.2",)
FIELD = "suite"
SELECTION = ("Every Endpoint Is Called With Real Data",)
SERVICES = ("suite",)
MODULE = "keywords.experiments.interfaces.endpoints"


def apply() -> None:
    from keywords.experiments.interfaces import endpoints

    def but_the_text(calls: Iterable[tuple[str, Any]]) -> Iterator[tuple[str, Any]]:
        return ((call, content) for call, content in calls if call != "content")

    alter(endpoints, "everything", but_the_text)
