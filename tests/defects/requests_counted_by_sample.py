"""The metrics count one request in ten.

In real life: sampling that was meant for traces surrounds all measurements.
"""

import itertools
from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-7.4", "P9-9.4")
FIELD = "monitoring"
SELECTION = ("The Metrics Count Every Request", "Every Request Is Counted Exactly Once")
SERVICES = ("api",)
MODULE = "pipeline.api.metrics"


def apply() -> None:
    from pipeline.api import metrics

    call, asked = metrics.Measured.__call__, itertools.count(1)

    async def sampled(self: metrics.Measured, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and next(asked) % 10:
            await self.app(scope, receive, send)
        else:
            await call(self, scope, receive, send)

    replace(metrics.Measured, "__call__", sampled)
