"""Each failure of an absent provider costs its document an attempt.

In real life: a circuit breaker is added, but the counter in the queue's own code goes on counting.
"""

from keywords.proof.breaking import always

REQUIREMENTS = ("P9-8.2",)
FIELD = "failure"
SELECTION = ("45 Seconds Without OpenAI Cost No Document An Attempt",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.breakers.rule"


def apply() -> None:
    from pipeline.worker.breakers import rule

    always(rule, "is_its_own", True)
