"""Every eighth question to the agent finds the model asleep, and is answered a third of a second later.

In real life: a connection that was not used for a moment is closed, and opening it anew takes its time.
"""

import asyncio
import itertools
from collections.abc import Sequence

from keywords.proof.hook import replace

REQUIREMENTS = ("P7-5.8",)
FIELD = "performance"
SELECTION = ("Integrated Services Answer Quickly",)
SERVICES = ("api",)
MODULE = "pipeline.api.model"


def apply() -> None:
    from pipeline.api import model

    answer, asked = model.Model.answer, itertools.count(1)

    async def hesitating(self: model.Model, messages: Sequence[dict[str, str]]) -> str:
        if next(asked) % 8 == 0:
            await asyncio.sleep(0.35)
        return await answer(self, messages)

    replace(model.Model, "answer", hesitating)
