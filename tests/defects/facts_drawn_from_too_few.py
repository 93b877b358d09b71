"""The suite draws the numbers that it plants from only ten, so documents share them.

In real life: an engineer makes test data readable. A fact that is found may belong to another document.
"""

import random
from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-17.2",)
FIELD = "suite"
SELECTION = ("No Fact Is In Two Test Documents",)
SERVICES = ("suite",)
MODULE = "keywords.documents.generated"


def apply() -> None:
    from keywords.documents import generated

    fact = generated._fact

    def of_ten(rng: random.Random, page: int, written: Any) -> generated.Planted:
        drawn, number = fact(rng, page, written), f"A-{10**6 + rng.randrange(10)}"
        return generated.Planted(drawn.sentence.replace(drawn.answer, number), drawn.question, number)

    replace(generated, "_fact", of_ten)
