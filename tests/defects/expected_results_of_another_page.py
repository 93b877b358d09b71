"""What the suite expects of each page stands on another page of the document.

In real life: a document was printed anew, and its expected results were not written anew.
"""

import dataclasses
from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-16.2",)
FIELD = "suite"
SELECTION = ("Expected Results Stand Where They Are Said To Stand",)
SERVICES = ("suite",)
MODULE = "keywords.documents.generated"


def apply() -> None:
    from keywords.documents import generated

    generate = generated.generate

    def one_page_on(*what: Any, **how: Any) -> generated.GeneratedPdf:
        made = generate(*what, **how)
        return dataclasses.replace(made, facts=made.facts[-1:] + made.facts[:-1])

    replace(generated, "generate", one_page_on)
