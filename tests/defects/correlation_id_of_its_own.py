"""Each job gets a new correlation id instead of the id of its request.

In real life: the code that creates the job generates the id again. No one can trace a user's complaint to a worker's
log.
"""

from uuid import uuid4

from keywords.proof.hook import noting

REQUIREMENTS = ("P9-3.4", "P9-9.1", "P9-9.4", "P2-4.1", "P7-2.11")
FIELD = "monitoring"
SELECTION = (
    "Every Event Carries The Correlation Id That The User Sent",
    "One Correlation Id Leads Through All Five Services",
    "The Logs Of All Five Services Carry The Correlation Id",
)
SERVICES = ("api",)
MODULE = "pipeline.api.uploads"


def apply() -> None:
    from pipeline.api import uploads

    class Anew:
        get = staticmethod(noting(lambda: uuid4().hex))

    vars(uploads)["correlation_id"] = Anew
