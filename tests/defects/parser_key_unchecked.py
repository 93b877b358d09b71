"""The simulated parser takes documents from anybody, whatever key they show.

In real life: a simulator that checks no key cannot show that the pipeline sends the wrong one.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-1.3",)
FIELD = "environment"
SELECTION = ("LlamaParse Takes Nothing Without Its Key",)
SERVICES = ("llamaparse",)
MODULE = "pipeline.simulators.provider"


def apply() -> None:
    from pipeline.simulators import provider

    async def for_anybody(self: Any, scope: Any, receive: Any, send: Any) -> None:
        await self.app(scope, receive, send)

    replace(provider.BearerKey, "__call__", for_anybody)
