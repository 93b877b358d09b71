"""The suite lists the expected results of each page under another page.

In real life: a document was printed again, and its expected results were not updated.
"""

import dataclasses

from keywords.proof.breaking import alter

REQUIREMENTS = ("P9-16.2",)
FIELD = "suite"
SELECTION = ("Expected Results Stand Where They Are Said To Stand",)
SERVICES = ("suite",)
MODULE = "keywords.documents.generated"


def apply() -> None:
    from keywords.documents import generated

    def one_page_on(made: generated.GeneratedPdf) -> generated.GeneratedPdf:
        return dataclasses.replace(made, facts=made.facts[-1:] + made.facts[:-1])

    alter(generated, "generate", one_page_on)
