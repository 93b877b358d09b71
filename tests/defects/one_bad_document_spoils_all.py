"""After one unreadable document, workers give up all others of the same user.

In real life: users who send garbage are shut out to save the parser's fees. One bad scan is enough.
"""

from typing import Any

from keywords.proof.breaking import put
from keywords.proof.hook import replace

REQUIREMENTS = ("P9-2.3", "P9-4.8")
FIELD = "pipeline"
SELECTION = ("Good Documents Among Unreadable Ones Are Embedded", "Unreadable Documents Hold Up No Good Document")
SERVICES = ("worker",)
MODULE = "pipeline.worker.queue"


def apply() -> None:
    from pipeline.worker import queue
    from pipeline.worker.failures import Permanent

    advance, bury, spoilt = queue.Queue.advance, queue.Queue.bury, set[Any]()

    async def if_not_spoilt(self: queue.Queue, conn: Any, job: Any, done: Any) -> Any:
        if job.user_id in spoilt:
            raise Permanent("shut_out", "Too many of this user's documents could not be read.")
        return await advance(self, conn, job, done)

    async def and_remember(self: queue.Queue, job: Any, failure: Any, **named: Any) -> None:
        spoilt.add(job.user_id)
        await bury(self, job, failure, **named)

    put(queue.Queue, "bury", and_remember)
    replace(queue.Queue, "advance", if_not_spoilt)
