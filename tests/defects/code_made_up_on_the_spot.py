"""Workers reject a file that is not a PDF with a code that the API does not document.

In real life: an engineer makes the code up where the failure is found; the list of codes is in another file. A client
written from the list shows "unknown error".
"""

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-15.3",)
FIELD = "api"
SELECTION = (
    "Unreadable Documents Get At Least Five Different Reasons",
    "Every Error Code That Occurs Is Listed In OpenAPI",
    "Every Error That Occurred In This Run Has A Recovery Procedure",
)
SERVICES = ("worker",)
MODULE = "pipeline.worker.stages.queued"


def apply() -> None:
    from pipeline.worker.failures import Permanent
    from pipeline.worker.stages import queued

    check_pdf = queued.check_pdf

    def check(first: bytes, last: bytes) -> None:
        try:
            check_pdf(first, last)
        except Permanent as failure:
            if failure.code == "not_a_pdf":
                failure.code = "wrong_file_type"
            raise

    replace(queued, "check_pdf", check)
