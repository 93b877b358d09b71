"""A worker that has crashed a few times in a row is not started again until somebody comes.

In real life: the limit that a supervisor comes with. After a bad minute at night half of them are gone.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P3-6.5", "P4-2.5", "P9-4.4")
FIELD = "failure"
SELECTION = ("A Worker That Crashes Again And Again Is Started Again And Again",)
SERVICES = ("stack",)
MODULE = "pipeline.stack.supervisor"
PATIENCE = "startretries = 100"


def apply() -> None:
    from pipeline.stack import supervisor

    configuration = supervisor.configuration

    def a_few_times(*args: Any) -> str:
        text = configuration(*args)
        assert PATIENCE in text
        return text.replace(PATIENCE, "startretries = 2")

    replace(supervisor, "configuration", a_few_times)
