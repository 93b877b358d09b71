"""A document that waited too long for a service gets the code of the last failed call.

In real life: the last error is at hand when the letter is written. Nobody can tell these letters from poison
documents.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P4-7.5", "P9-12.4")
FIELD = "failure"
SELECTION = ("A Dead Letter After Too Long A Wait Has A Code Of Its Own",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.worker"


def apply() -> None:
    from pipeline.worker import worker
    from pipeline.worker.failures import Permanent

    def of_the_call(code: str, message: str) -> Any:
        return Permanent("embedder_unavailable" if code == "outage_too_long" else code, message)

    replace(worker, "Permanent", of_the_call)
