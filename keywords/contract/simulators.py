"""The simulators of the outside world, through their control endpoints."""

from collections.abc import Mapping
from typing import Any

from keywords.basics import clients
from keywords.contract.people import needs
from keywords.contract.place import Place
from keywords.evidence.observing import figure
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


def observe_cost(place: Place, job: Mapping[str, Any], spent_cents: float) -> None:
    """Observe the cost that a job reports as a share of the actual cost of its calls, if any were counted."""
    reported = 100 * float(job["cost_cents"]) / spent_cents if spent_cents else 0
    figure("reported cost / actual cost", round(reported, 3), of=1 if spent_cents else 0)
