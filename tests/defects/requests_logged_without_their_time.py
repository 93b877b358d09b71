"""The API no longer logs how long a request took.

In real life: fields of the log are dropped to save space, those of the greatest use with them.
"""

import json
import logging

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-7.4",)
FIELD = "monitoring"
SELECTION = ("The Time Of Each Request Is In The Logs",)
SERVICES = ("api",)
MODULE = "pipeline.logs"


def apply() -> None:
    from pipeline import logs

    format_ = logs.JsonLines.format

    def timeless(self: logs.JsonLines, record: logging.LogRecord) -> str:
        line = json.loads(format_(self, record))
        line.pop("ms", None)
        return json.dumps(line)

    replace(logs.JsonLines, "format", timeless)
