"""An absent service is probed after the usual interval, whatever Retry-After says.

In real life: the retry of a document listens to the header, and the new breaker, which took its place, does not.
"""

from keywords.proof.breaking import note, put

REQUIREMENTS = ("P4-2.2", "P4-7.5")
FIELD = "failure"
SELECTION = (
    "The Model Gets No Request Within Its Retry-After Time",
    "The Parser Gets No Request Within Its Retry-After Time",
)
SERVICES = ("worker",)
MODULE = "pipeline.worker.breakers.rule"


def apply() -> None:
    from pipeline.worker import failures
    from pipeline.worker.breakers import rule

    put(failures.Absent, "wait_asked", property(lambda _: 0.0))
    note(rule, "_opened")
