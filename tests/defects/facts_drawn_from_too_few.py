"""The suite draws the numbers that it plants from only ten, so documents share them.

In real life: an engineer makes test data readable. A fact that is found may belong to another document.
"""

import random
from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-17.2",)
FIELD = "suite"
SELECTION = ("No Two Test Documents Share A Fact",)
SERVICES = ("suite",)
MODULE = "keywords.documents.pdf"


def apply() -> None:
    from keywords.documents import pdf

    fact = pdf._fact

    def of_ten(rng: random.Random, page: int, written: Any) -> pdf.Planted:
        drawn, number = fact(rng, page, written), f"A-{10**6 + rng.randrange(10)}"
        return pdf.Planted(drawn.sentence.replace(drawn.answer, number), drawn.question, number)

    replace(pdf, "_fact", of_ten)
