"""Whether somebody who looks at the monitor learns of a fault."""

import time
from collections.abc import Mapping
from typing import Any

import httpx

from keywords.basics import clients
from keywords.basics.waiting import eventually, poll
from keywords.evidence.cases import Cases
from keywords.evidence.observing import timing
from keywords.faults.fault import Fault
from keywords.faults.injecting import injected
from keywords.running.catalogue import experiment
from keywords.world import World

READY = "ready"
STOPPED = ("worker", "llamaparse", "storage")
WELL = ("openai", "postgres", "web")  # nothing that they need is stopped
PATIENCE_SECONDS = 60
States = Mapping[str, Mapping[str, Any]]


@experiment(
    "services stopped before the eyes of the monitor",
    (
        "faults that the monitor shows",
        "healthy services that the monitor calls ready",
        "time until the monitor shows a fault",
    ),
    apart=True,
    fault="stop worker, stop llamaparse, stop storage",
)
def stopped_before_the_monitor(world: World) -> None:
    """Three services stop at once; the monitor shows each with a reason, leaves the others, and sees them return."""
    shown, well = Cases(), Cases()
    with world.lent() as here:
        eventually(lambda: not_ready(states(here)), lambda names: names == [], "the monitor to call all ready")
        with injected(here, *(Fault("stop", service) for service in STOPPED)):
            began = time.monotonic()
            seen = poll(lambda: states(here), lambda now: set(STOPPED) <= set(not_ready(now)), PATIENCE_SECONDS)
            seconds = time.monotonic() - began
        for service in STOPPED:
            state = seen.get(service, {})
            shown.expect(f"{service} is shown as not ready", True, state.get("state", READY) != READY)
            shown.expect(f"{service} is shown with a reason", True, bool(state.get("reason")))
        for service in WELL:
            well.expect(service, READY, seen.get(service, {}).get("state"))
        back = poll(lambda: states(here), lambda now: bool(now) and not not_ready(now), PATIENCE_SECONDS)
        for service in STOPPED:
            shown.expect(f"{service} is shown as ready when it is back", READY, back.get(service, {}).get("state"))
    shown.observe("faults that the monitor shows")
    well.observe("healthy services that the monitor calls ready")
    timing("time until the monitor shows a fault", [seconds])


def states(world: World) -> States:
    """What the monitor says of each service; empty if it does not answer."""
    try:
        answer = clients.get(f"{world.address('monitor')}/api/state")
    except httpx.TransportError:
        return {}
    services = answer.json().get("services", []) if answer.is_success else []
    return {str(service["name"]): service for service in services}


def not_ready(seen: States) -> list[str]:
    """The services that the monitor shows as something other than ready; all of them if it shows nothing."""
    return [name for name, state in seen.items() if state["state"] != READY] if seen else [*STOPPED, *WELL]
