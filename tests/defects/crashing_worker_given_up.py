"""The supervisor gives up a worker for good after a few crashes in a row.

In real life: the supervisor comes with this limit. After one bad minute at night half of the workers are gone.
"""

from keywords.proof.breaking import alter

REQUIREMENTS = ("P3-6.5", "P4-2.5", "P9-4.4")
FIELD = "failure"
SELECTION = ("A Crashing Worker Is Restarted After Every Crash",)
SERVICES = ("stack",)
MODULE = "pipeline.stack.supervisor"
PATIENCE = "startretries = 100"


def apply() -> None:
    from pipeline.stack import supervisor

    def a_few_times(configuration: str) -> str:
        assert PATIENCE in configuration
        return configuration.replace(PATIENCE, "startretries = 2")

    alter(supervisor, "configuration", a_few_times)
