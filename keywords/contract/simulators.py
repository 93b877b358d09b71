"""The simulators of the outside place, as their control endpoints tell of them."""

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
    """What a provider was asked since it began, and what that cost."""
    answer = clients.get(control(place, provider, "calls"))
    found: dict[str, Any] = answer.raise_for_status().json()
    return found


def cost_cents(place: Place) -> float:
    """What all calls of the pipeline have cost so far; 0 where no simulator counts."""
    if not place.environment.has("simulators"):
        return 0
    return sum(float(calls(place, provider)["cost_cents"]) for provider in PROVIDERS)


def observe_cost(place: Place, job: Mapping[str, Any], spent_cents: float) -> None:
    """Observe which share of what its calls cost a job tells; no call counted, nothing to be judged."""
    told = 100 * float(job["cost_cents"]) / spent_cents if spent_cents else 0
    figure("reported cost / actual cost", round(told, 3), of=1 if spent_cents else 0)
