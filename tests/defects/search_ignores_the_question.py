"""Search ignores the question and returns the chunks nearest to one fixed text.

In real life: the code uses the vector of an empty or a cached text. There are always results, and they look
plausible.
"""

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-2.1",)
FIELD = "pipeline"
SELECTION = ("Search Finds Every Planted Fact",)
SERVICES = ("api",)
MODULE = "pipeline.api.model"


def apply() -> None:
    from pipeline.api import model

    embed = model.Model.embed

    async def of_nothing(self: model.Model, _text: str) -> list[float]:
        return await embed(self, "document")

    replace(model.Model, "embed", of_nothing)
