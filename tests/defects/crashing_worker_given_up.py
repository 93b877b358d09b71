"""A worker that has crashed a few times in a row is not started again until somebody comes.

In real life: the limit that a supervisor comes with. After a bad minute at night half of them are gone.
"""

from keywords.proof.breaking import alter

REQUIREMENTS = ("P3-6.5", "P4-2.5", "P9-4.4")
FIELD = "failure"
SELECTION = ("A Worker That Crashes Again And Again Is Started Again And Again",)
SERVICES = ("stack",)
MODULE = "pipeline.stack.supervisor"
PATIENCE = "startretries = 100"


def apply() -> None:
    from pipeline.stack import supervisor

    def a_few_times(configuration: str) -> str:
        assert PATIENCE in configuration
        return configuration.replace(PATIENCE, "startretries = 2")

    alter(supervisor, "configuration", a_few_times)
