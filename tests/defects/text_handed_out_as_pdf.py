"""Who asks for the PDF gets the text, with the type of a PDF.

In real life: two ways to the storage were merged into one.
"""

from keywords.proof.breaking import put
from keywords.proof.hook import reached

REQUIREMENTS = ("C-CALL-7",)
FIELD = "contract"
SELECTION = ("The Text Comes As Markdown, And The PDF As A PDF",)
SERVICES = ("api",)
MODULE = "pipeline.api.documents"


def apply() -> None:
    from pipeline.api import documents

    put(documents, "OF_FORM", dict.fromkeys(documents.OF_FORM, documents.OF_FORM["markdown"]))
    reached()
