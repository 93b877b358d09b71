"""The simulators of the outside place, as their control endpoints tell of them."""

from typing import Any

from keywords.basics import clients
from keywords.contract.people import needs
from keywords.contract.place import Place
from keywords.stacks.services import PROVIDERS


def control(place: Place, provider: str, path: str) -> str:
    """The address of a control endpoint: `weather`, `calls` or `reset`."""
    needs(place.environment, "simulators")
    return f"{place.address(provider).removesuffix('/v1')}/control/{path}"


def calls(place: Place, provider: str) -> dict[str, Any]:
    """What a provider was asked since it began, and what that cost."""
    answer = clients.get(control(place, provider, "calls"))
    found: dict[str, Any] = answer.raise_for_status().json()
    return found


def cost_cents(place: Place) -> float:
    """What all calls of the pipeline have cost so far; 0 where no simulator counts."""
    if not place.environment.has("simulators"):
        return 0
    return sum(float(calls(place, provider)["cost_cents"]) for provider in PROVIDERS)
