"""Metrics do not say in which form of text they come.

In real life: the type of the answer is the default of the framework.
"""

from keywords.proof.breaking import put
from keywords.proof.hook import reached

REQUIREMENTS = ("C-HDR-12",)
FIELD = "contract"
SELECTION = ("Metrics Are Text That Prometheus Reads",)
SERVICES = ("api",)
MODULE = "pipeline.api.metrics"


def apply() -> None:
    from pipeline.api import metrics

    put(metrics, "CONTENT_TYPE_LATEST", "text/html; charset=utf-8")
    reached()
