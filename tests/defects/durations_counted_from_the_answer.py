"""Logs and metrics give the time that it took to send an answer, not the time that its user waited.

In real life: the clock was started in the wrong place. Every figure of performance looks splendid.
"""

import json
from typing import Any

from keywords.proof.breaking import alter
from keywords.proof.hook import replace

REQUIREMENTS = ("P9-7.4",)
FIELD = "monitoring"
SELECTION = ("The Logs Show How Slow A Slow Answer Was", "The Metrics Show How Slow Slow Answers Were")
SERVICES = ("api",)
MODULE = "pipeline.api.metrics"
LONGEST_MS = 5.0


def apply() -> None:
    from pipeline import logs
    from pipeline.api import metrics

    labels = metrics.SECONDS.labels

    class Short:
        def __init__(self, of: Any) -> None:
            self._of = of

        def observe(self, seconds: float) -> None:
            self._of.observe(min(seconds, LONGEST_MS / 1000))

    def shortened(line: str) -> str:
        content = json.loads(line)
        if "ms" in content:
            content["ms"] = min(content["ms"], LONGEST_MS)
        return json.dumps(content)

    replace(metrics.SECONDS, "labels", lambda *names: Short(labels(*names)))
    alter(logs.JsonLines, "format", shortened)
