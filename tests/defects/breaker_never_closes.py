"""An open breaker of the workers stays open: no job may try whether the service is back.

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

    def only_if_closed(self: rule.Breaker, _job_id: Any) -> bool:
        return not self.is_open

    replace(rule.Breaker, "lets_pass", only_if_closed)
