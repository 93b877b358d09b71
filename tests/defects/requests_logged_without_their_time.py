"""The API no longer logs how long a request took.

In real life: log fields are dropped to save space, the most useful ones among them.
"""

import json

from keywords.proof.breaking import alter

REQUIREMENTS = ("P9-7.4",)
FIELD = "monitoring"
SELECTION = ("The Logs State How Long Each Request Took",)
SERVICES = ("api",)
MODULE = "pipeline.logs"


def apply() -> None:
    from pipeline import logs

    def timeless(line: str) -> str:
        return json.dumps({key: value for key, value in json.loads(line).items() if key != "ms"})

    alter(logs.JsonLines, "format", timeless)
