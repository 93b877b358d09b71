"""A claim holds for an hour, so no worker takes over the jobs of a lost one.

In real life: leases are forgotten, or as long as the longest job that anyone could think of.
"""

from datetime import timedelta
from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-4.4", "P9-18.2")
FIELD = "failure"
SELECTION = ("A Job Of A Sleeping Worker Is Taken Over", "A Job Of A Cut-Off Worker Is Taken Over")
SERVICES = ("worker",)
MODULE = "pipeline.worker.queue"


def apply() -> None:
    from pipeline.worker import queue

    begin = queue.Queue.__init__

    def for_an_hour(self: queue.Queue, *args: Any, **named: Any) -> None:
        begin(self, *args, **named)
        self.lease = timedelta(hours=1)

    replace(queue.Queue, "__init__", for_an_hour)
