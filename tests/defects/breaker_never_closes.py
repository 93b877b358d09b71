"""An open breaker of the workers stays open, even when a probe was answered.

In real life: the state machine has an edge into "open" and none out of it; a restart was always at hand in tests.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-4.2", "P9-18.2")
FIELD = "failure"
SELECTION = ("Every Document Recovers After A Model Outage", "Every Document Recovers After 45 Seconds Without OpenAI")
SERVICES = ("worker",)
MODULE = "pipeline.worker.breakers.rule"


def apply() -> None:
    from pipeline.worker.breakers import rule

    answered = rule.answered

    def unless_open(breaker: rule.Breaker, began: int) -> Any:
        return breaker if breaker.is_open else answered(breaker, began)

    replace(rule, "answered", unless_open)
