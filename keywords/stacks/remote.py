"""Services that somebody else looks after: where they are is known, and nothing by which they are stopped."""

from collections.abc import Mapping
from typing import Any, NoReturn

from keywords.stacks.backend import Gone


class Remote:
    """A backend that can change the weather of simulators, and nothing else."""

    def __init__(self, addresses: Mapping[str, str]) -> None:
        self._addresses = dict(addresses)

    def address(self, service: str) -> str:
        return self._addresses[service]

    def where(self) -> dict[str, Any]:
        return {"addresses": self._addresses}

    def _refuse(self, target: str, *_: object) -> NoReturn:
        raise Gone(f"only the address of {target} is known, and nothing by which it could be broken or healed")

    stop = start = kill = pause = resume = spoil = mend = touched = names = _refuse
