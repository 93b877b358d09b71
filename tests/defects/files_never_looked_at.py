"""The worker hands any file to the parser, whatever it is; the parser refuses what it cannot read.

In real life: the parser looks at the file anyway. It is paid for looking.
"""

from keywords.proof.breaking import always

REQUIREMENTS = ("C-STO-10",)
FIELD = "storage"
SELECTION = ("A File That Is No PDF Is Given Up",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.stages.queued"


def apply() -> None:
    from pipeline.worker.stages import queued

    always(queued, "check_pdf", None)
