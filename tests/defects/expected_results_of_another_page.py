"""The suite lists the expected results of each page under another page.

In real life: a document was printed again, and its expected results were not updated.
"""

import dataclasses

from keywords.proof.breaking import alter

REQUIREMENTS = ("P9-16.2",)
FIELD = "suite"
SELECTION = ("Every Expected Result Is On The Page It Names",)
SERVICES = ("suite",)
MODULE = "keywords.documents.pdf"


def apply() -> None:
    from keywords.documents import pdf

    def one_page_on(made: pdf.GeneratedPdf) -> pdf.GeneratedPdf:
        return dataclasses.replace(made, facts=made.facts[-1:] + made.facts[:-1])

    alter(pdf, "generate", one_page_on)
