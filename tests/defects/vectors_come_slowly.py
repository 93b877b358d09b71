"""The API waits a quarter of a second for each vector of a question.

In real life: a client is made anew for every call, with its certificates and its greeting.
"""

import asyncio
from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P7-5.5", "P7-5.8")
FIELD = "performance"
SELECTION = ("Services Answer Each Other Quickly", "Integrated Services Answer Quickly")
SERVICES = ("api",)
MODULE = "pipeline.api.model"


def apply() -> None:
    from pipeline.api import model

    embed = model.Model.embed

    async def slowly(self: Any, question: str) -> Any:
        await asyncio.sleep(0.25)
        return await embed(self, question)

    replace(model.Model, "embed", slowly)
