"""Search ignores the question: whatever is asked, the chunks nearest to one fixed text come back.

In real life: the vector of an empty or a cached text is used; the answer always has results, and they look plausible.
"""

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-2.1",)
FIELD = "pipeline"
SELECTION = ("Every Planted Fact Is Found By Search",)
SERVICES = ("api",)
MODULE = "pipeline.api.model"


def apply() -> None:
    from pipeline.api import model

    embed = model.Model.embed

    async def of_nothing(self: model.Model, _text: str) -> list[float]:
        return await embed(self, "document")

    replace(model.Model, "embed", of_nothing)
