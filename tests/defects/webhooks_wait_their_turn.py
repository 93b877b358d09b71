"""Every tenth webhook is answered after 800 ms.

In real life: what a webhook brings is worked on before it is answered. The sender takes the silence for a failure.
"""

import itertools
import time
from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P7-5.3",)
FIELD = "performance"
SELECTION = ("Webhooks Are Answered Quickly",)
SERVICES = ("api",)
MODULE = "pipeline.api.webhooks"


def apply() -> None:
    from pipeline.api import webhooks

    read_event, times = webhooks.read_event, itertools.count(1)

    def in_a_while(body: bytes) -> Any:
        time.sleep(0.8 if next(times) % 10 == 0 else 0)
        return read_event(body)

    replace(webhooks, "read_event", in_a_while)
