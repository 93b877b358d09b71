"""The API reports the model as away for one question in ten.

In real life: a connection was kept open too long, and there is no second try.
"""

import itertools

from keywords.proof.hook import replace

REQUIREMENTS = ("P7-5.5",)
FIELD = "retrieval"
SELECTION = ("No Cross-Service Request Fails",)
SERVICES = ("api",)
MODULE = "pipeline.api.model"


def apply() -> None:
    from pipeline.api import model

    embed, times = model.Model.embed, itertools.count(1)

    async def at_times(self: model.Model, text: str) -> list[float]:
        if next(times) % 10 == 0:
            raise model._away("The model is away.")
        return await embed(self, text)

    replace(model.Model, "embed", at_times)
