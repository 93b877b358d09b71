"""Jobs wait for an absent service without end, whatever ceiling is set.

In real life: the clock of the wait begins anew with each probe.
"""

from datetime import timedelta
from typing import Any

from keywords.proof.breaking import note, put

REQUIREMENTS = ("P4-7.5",)
FIELD = "failure"
SELECTION = ("A Document That Waits Beyond The Ceiling Becomes A Dead Letter",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.breakers.rule"


def apply() -> None:
    from dataclasses import replace

    from pipeline.worker.breakers import rule

    made = rule.Policy.of

    def without_end(_cls: type, settings: Any) -> rule.Policy:
        return replace(made(settings), ceiling=timedelta(days=3650))

    put(rule.Policy, "of", classmethod(without_end))
    note(rule, "failed")
