"""Where faults are done: a stack of their own, so that no other experiment suffers from them."""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from keywords import embedded
from keywords.environments import EmbeddedStart
from keywords.evidence.recorder import Inconclusive
from keywords.faults.backend import Backend, Gone, Supervised
from keywords.faults.links import Links
from keywords.secrets import remember
from keywords.waiting import at_last
from keywords.world import World

# Retries come soon, and last longer than an outage here does; a lost worker is missed soon.
SETTINGS = {"retry_base_seconds": 2, "lease_seconds": 2, "parse_poll_seconds": 1, "workers": 2, "api_processes": 1}

LINKED = ("postgres", "storage", "llamaparse", "openai", "api")  # what the other services reach through the proxy


@dataclass(frozen=True)
class Ground:
    """A world of its own, and what breaks and heals its services."""

    world: World
    backend: Backend


_opened: dict[str, Ground] = {}


def ground(world: World) -> Ground:
    """Started when it is first asked for; it ends with the run, by the ledger."""
    start, name = embedded_only(world), f"{embedded.run_name()}-faults"
    if name not in _opened:
        settings = {**start.settings, **SETTINGS}
        mine = world.environment.model_copy(update={"start": start.model_copy(update={"settings": settings})})
        links = Links(*LINKED)
        started = start_linked(name, settings, links)
        remember(started.secrets.values())
        own = World(mine, world.guard, started.addresses, started.secrets, started.processes)
        _opened[name] = Ground(own, Supervised(name, home(), started.addresses, links))
    return _opened[name]


def start_linked(name: str, settings: dict[str, str | int | float], links: Links) -> embedded.Started:
    """Only once it is being started do the links know where to lead; until then all wait, as for any service."""
    through = {service: f"127.0.0.1:{port}" for service, port in links.ports.items()}
    with ThreadPoolExecutor(1) as pool:
        up = pool.submit(embedded.start, name, settings, links=through)
        backend = Supervised(name, home())
        found = at_last(lambda: known(backend), lambda there: bool(there) or up.done(), embedded.START_SECONDS)
        for service, address in found.items():
            if service in through:
                where = urlsplit(address)
                links.lead(service, str(where.hostname), int(where.port or 0))
        return up.result()


def known(backend: Supervised) -> dict[str, str]:
    """Where its services are, as soon as that is decided."""
    try:
        return dict(backend.look().addresses)
    except Gone:
        return {}


def in_place(world: World) -> Ground:
    """The world of the run itself: for faults of the outside world, which harm no service of the pipeline."""
    embedded_only(world)
    return Ground(world, Supervised(embedded.run_name(), home(), world.addresses))


def embedded_only(world: World) -> EmbeddedStart:
    if isinstance(world.environment.start, EmbeddedStart):
        return world.environment.start
    raise Inconclusive(
        f"nothing is known by which services of {world.environment.name} are stopped and started; "
        "only those of the embedded pipeline are, so far"
    )


def home() -> str | None:
    """Where stacks are, also for a later run."""
    found = os.environ.get(embedded.HOME)
    return found and str(Path(found).absolute())
