"""Writes ignore the fence of the claim, so a worker that slept through its lease still writes.

In real life: `UPDATE ... WHERE id = ...` omits the version that was read. A paused machine is all it takes.
"""

from keywords.proof.breaking import edit, note

REQUIREMENTS = ("P9-4.4",)
FIELD = "failure"
SELECTION = ("The History Stays Flawless When A Worker Sleeps Past Its Lease",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.queue"


def apply() -> None:
    from pipeline.worker import queue

    for name in ("HELD", "ADVANCE", "FINISH", "RELEASE", "FAIL"):
        edit(queue, name, "fence = $2 AND state = 'working'", "$2::bigint IS NOT NULL")
    edit(queue, "RENEW", "AND j.fence = held.fence::bigint ", "AND held.fence IS NOT NULL ")
    note(queue.Queue, "advance")
