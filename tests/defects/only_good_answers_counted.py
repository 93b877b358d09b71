"""The metrics count no refused request.

In real life: errors were taken out of the figures of performance.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("C-MET-1",)
FIELD = "contract"
SELECTION = ("The Metrics Count Requests That Are Refused",)
SERVICES = ("api",)
MODULE = "pipeline.api.metrics"


def apply() -> None:
    from pipeline.api import metrics

    labels = metrics.REQUESTS.labels

    def good(method: str, route: str, status: str) -> Any:
        return labels(method, route, status if status < "400" else "200")

    replace(metrics.REQUESTS, "labels", good)
