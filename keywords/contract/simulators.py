"""The simulators of the outside world, through their control endpoints."""

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
    """The calls that a provider has answered since it started, and their cost."""
    answer = clients.get(control(place, provider, "calls"))
    content: dict[str, Any] = answer.raise_for_status().json()
    return content


def cost_cents(place: Place) -> float:
    """The cost of all calls of the pipeline so far; 0 if the environment has no simulators."""
    if not place.environment.has("simulators"):
        return 0
    return sum(float(calls(place, provider)["cost_cents"]) for provider in PROVIDERS)
