"""The storage's log lines do not say how grave they are.

In real life: a service is given a formatter of its own; who searches the logs for errors finds none of this service.
"""

import json
import logging

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-9.4",)
FIELD = "monitoring"
SELECTION = ("Every Log Line Says When, Where, How Grave And What",)
SERVICES = ("storage",)
MODULE = "pipeline.logs"


def apply() -> None:
    from pipeline import logs

    format_ = logs.JsonLines.format

    def of_no_gravity(self: logs.JsonLines, record: logging.LogRecord) -> str:
        return json.dumps({key: value for key, value in json.loads(format_(self, record)).items() if key != "level"})

    replace(logs.JsonLines, "format", of_no_gravity)
