"""The pipeline ignores a provider's Retry-After and retries after its own backoff.

In real life: the header is dropped where errors are translated. A client that does not listen is locked out for
longer.
"""

from keywords.proof.breaking import always

REQUIREMENTS = ("P4-2.2", "P4-7.5", "P9-12.4")
FIELD = "failure"
SELECTION = ("The Model Gets No Request Within Its Retry-After Time",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.sdks"


def apply() -> None:
    from pipeline.worker import sdks

    always(sdks, "retry_after_of", None)
