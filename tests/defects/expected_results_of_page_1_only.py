"""The suite's documents come with expected results for their first page only.

In real life: an engineer stops writing expected results when the tests are green.
"""

import dataclasses

from keywords.proof.breaking import alter

REQUIREMENTS = ("P9-16.2",)
FIELD = "suite"
SELECTION = ("Every Sample Document Comes With Expected Results",)
SERVICES = ("suite",)
MODULE = "keywords.documents.pdf"


def apply() -> None:
    from keywords.documents import pdf

    alter(pdf, "generate", lambda made: dataclasses.replace(made, facts=made.facts[:1]))
