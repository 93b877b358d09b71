"""The simulated parser accepts documents with any key.

In real life: a simulator seems to need no key check. Without one it cannot show that the pipeline sends a wrong key.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-1.3",)
FIELD = "environment"
SELECTION = ("LlamaParse Refuses A Document Sent With A Wrong Key",)
SERVICES = ("llamaparse",)
MODULE = "pipeline.simulators.provider"


def apply() -> None:
    from pipeline.simulators import provider

    async def with_any_key(self: Any, scope: Any, receive: Any, send: Any) -> None:
        await self.app(scope, receive, send)

    replace(provider.BearerKey, "__call__", with_any_key)
