"""After one outage of the model the API refuses every question, even when the model is back.

In real life: a circuit breaker opens by itself, and only a restart closes it.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-4.2", "P4-2.3")
FIELD = "failure"
SELECTION = ("No Request Is Refused Once The Model Is Back",)
SERVICES = ("api",)
MODULE = "pipeline.api.model"


def apply() -> None:
    from pipeline.api import model
    from pipeline.serving import Refusal

    call, broken = model.Model._call, list[Refusal]()

    async def unless_it_was_away(self: model.Model, *args: Any, **named: Any) -> Any:
        if broken:
            raise broken[0]
        try:
            return await call(self, *args, **named)
        except Refusal as refusal:
            broken.append(refusal)
            raise

    replace(model.Model, "_call", unless_it_was_away)
