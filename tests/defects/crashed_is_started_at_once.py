"""The supervisor restarts a crashing process at once, however often it has crashed.

In real life: `restart: always`. A worker that dies as soon as it starts keeps the whole machine busy.
"""

from keywords.proof.breaking import alter

REQUIREMENTS = ("P3-6.5", "P4-2.5", "P9-4.4")
FIELD = "failure"
SELECTION = ("Each Restart Of A Crashing Worker Waits Longer Than The Last",)
SERVICES = ("stack",)
MODULE = "pipeline.stack.supervisor"


def apply() -> None:
    from pipeline.stack import services, supervisor

    patience = f"startsecs = {services.START_SECONDS}"

    def at_once(configuration: str) -> str:
        assert patience in configuration
        return configuration.replace(patience, "startsecs = 0")

    alter(supervisor, "configuration", at_once)
