"""The simulators of the outside world, as their control endpoints tell of them."""

from collections.abc import Mapping
from typing import Any

from keywords.basics import clients
from keywords.contract.people import needs
from keywords.evidence.recorder import recorder
from keywords.world import World

PROVIDERS = ("llamaparse", "openai")


def control(world: World, provider: str, path: str) -> str:
    """The address of a control endpoint: `weather`, `calls` or `reset`."""
    needs(world.environment, "simulators")
    return f"{world.address(provider).removesuffix('/v1')}/control/{path}"


def calls(world: World, provider: str) -> dict[str, Any]:
    """What a provider was asked since it began, and what that cost."""
    answer = clients.get(control(world, provider, "calls"))
    found: dict[str, Any] = answer.raise_for_status().json()
    return found


def cost_cents(world: World) -> float:
    """What all calls of the pipeline have cost so far; 0 where no simulator counts."""
    if not world.environment.has("simulators"):
        return 0
    return sum(float(calls(world, provider)["cost_cents"]) for provider in PROVIDERS)


def observe_cost(world: World, job: Mapping[str, Any], spent_cents: float) -> None:
    """Observe which share of what its calls cost a job tells; no call counted, nothing to be judged."""
    told = 100 * float(job["cost_cents"]) / spent_cents if spent_cents else 0
    recorder.observe("cost told of the cost of its calls", round(told, 3), "%", population=1 if spent_cents else 0)
