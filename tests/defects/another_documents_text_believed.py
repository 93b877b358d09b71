"""Workers accept any text from the parser as the document's own.

In real life: the parser mixes up two customers' documents under load, and no code compares the text with the file.
"""

from keywords.proof.breaking import always

REQUIREMENTS = ("P4-7.4", "P7-5.4", "P9-4.8")
FIELD = "failure"
SELECTION = ("No Document Receives Another Document's Text",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.stages.parsing"


def apply() -> None:
    from pipeline.worker.stages import parsing

    always(parsing, "_is_doubtful", False)
