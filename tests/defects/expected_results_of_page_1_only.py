"""The suite's documents come with what is expected of their first page, and of no other.

In real life: whoever writes down expected results stops when the tests are green.
"""

import dataclasses
from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-16.2",)
FIELD = "suite"
SELECTION = ("Each Sample Document Comes With Expected Results",)
SERVICES = ("suite",)
MODULE = "keywords.documents.generated"


def apply() -> None:
    from keywords.documents import generated

    generate = generated.generate

    def of_page_1(*what: Any, **how: Any) -> generated.GeneratedPdf:
        made = generate(*what, **how)
        return dataclasses.replace(made, facts=made.facts[:1])

    replace(generated, "generate", of_page_1)
