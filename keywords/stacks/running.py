"""A pipeline that someone else runs: Countersign knows its addresses, and cannot stop or start it."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, NoReturn

import psutil

from keywords.basics.errors import Gone
from keywords.stacks.protocol import Ability, Setting
from keywords.stacks.usage import Used

REASONS = {
    Ability.CONTROL: "Countersign does not know how the services of {name} are stopped and started",
    Ability.NETWORK: "nothing of Countersign stands between the services of {name}",
    Ability.PROCESSES: "Countersign cannot see the processes of {name}",
    Ability.LOGS: "Countersign cannot read the logs of {name}",
    Ability.DATA: "Countersign cannot reach the data folders of {name}",
    Ability.BESIDE: "Countersign does not start {name}, so it cannot start another one beside it",
}


class Known(dict[str, str]):
    """What is known of the pipeline. Asking for anything else raises `Gone`: it may exist, but it is out of reach."""

    def __missing__(self, name: str) -> NoReturn:
        raise Gone(f"{name} is not known; nothing here can break or heal it")


class Running:
    """Only the weather of its simulators can change, over the network."""

    def __init__(self, name: str, addresses: Mapping[str, str], secrets: Mapping[str, str] | None = None) -> None:
        self.name = name
        self.addresses: Mapping[str, str] = Known(addresses)
        self.secrets: Mapping[str, str] = Known(secrets or {})
        self.settings: Mapping[str, Setting] = {}
        self.burdens: dict[str, Any] = {}

    def cannot(self, ability: Ability) -> str:
        return REASONS[ability].format(name=self.name)

    def names(self, service: str = "") -> list[str]:
        return []

    def members(self) -> dict[str, psutil.Process]:
        return {}

    def used(self) -> Used:
        return Used(0, 0, 0)

    def logs(self, process: str, ids: Collection[str] = (), since: datetime | None = None) -> list[str]:
        return []

    def end(self) -> None:
        """Do nothing: the run does not own it."""

    def where(self) -> dict[str, Any]:
        return {"addresses": self.addresses}

    def _refuse(self, *target: object, **_: object) -> NoReturn:
        raise Gone(f"only the address of {target[0]} is known; nothing here can break or heal it")

    stop = start = kill = pause = resume = restart = _refuse
    spoil = mend = touched = _refuse
    processes = data = beside = reset = start_bare = _refuse
