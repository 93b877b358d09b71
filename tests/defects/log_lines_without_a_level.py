"""The storage's log lines have no level.

In real life: one service gets a formatter of its own. A search of the logs for errors finds none of this service's.
"""

import json

from keywords.proof.breaking import alter

REQUIREMENTS = ("P9-9.4",)
FIELD = "monitoring"
SELECTION = ("Every Log Line Has A Time, Level, Service And Message",)
SERVICES = ("storage",)
MODULE = "pipeline.logs"


def apply() -> None:
    from pipeline import logs

    def of_no_gravity(line: str) -> str:
        return json.dumps({key: value for key, value in json.loads(line).items() if key != "level"})

    alter(logs.JsonLines, "format", of_no_gravity)
