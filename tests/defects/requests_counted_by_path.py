"""The metrics count the requests for each job apart.

In real life: the path of a request is taken as it came. The table of figures grows without end.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("C-MET-2",)
FIELD = "contract"
SELECTION = ("The Metrics Count Requests For A Job Under Its Call",)
SERVICES = ("api",)
MODULE = "pipeline.api.metrics"


def apply() -> None:
    from pipeline.api import metrics

    labels = metrics.REQUESTS.labels

    def by_path(method: str, route: str, status: str) -> Any:
        return labels(method, route.replace("{job_id}", "4711"), status)

    replace(metrics.REQUESTS, "labels", by_path)
