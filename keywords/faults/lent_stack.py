"""Where faults are done: a stack of their own, so that no other experiment suffers from them."""

import itertools
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from keywords.basics.secrets import remember
from keywords.basics.waiting import at_last
from keywords.contract.people import needs
from keywords.contract.simulators import PROVIDERS
from keywords.environments.environment import EmbeddedStart
from keywords.evidence.recorder import Inconclusive
from keywords.stacks import embedded
from keywords.stacks.backend import Backend, Gone, Supervised, service_of
from keywords.stacks.links import Links
from keywords.stacks.remote import Remote
from keywords.world import World, another

# Retries come soon, and last longer than an outage here does; a lost worker or answer is missed soon.
SETTINGS = {
    "retry_base_seconds": 2, "lease_seconds": 2, "parse_poll_seconds": 1, "call_timeout_seconds": 6, "workers": 2,
    "api_processes": 1,
}  # fmt: skip

# What is reached through the proxy: each of the two that do the work has links of its own, the others share one.
USERS, LINKED = ("api", "worker"), ("postgres", "storage", "llamaparse", "openai", "api")
LINKS = (*LINKED, *(f"{user}:{service}" for user in USERS for service in LINKED if service != user))


@dataclass(frozen=True)
class Ground:
    """A world of its own, and what breaks and heals its services."""

    world: World
    backend: Backend
    name: str = ""  # of its stack


_free: list[Ground] = []  # started, in order, and used by nobody
_numbers = itertools.count(1)


@contextmanager
def ground(world: World) -> Iterator[Ground]:
    """A ground that nobody else uses, within the block; started when none is free. It ends with the run, by the ledger.

    What an experiment that failed leaves is not known: its ground is ended, and the next one begins on another.
    """
    start = embedded_only(world)
    here = _free.pop() if _free else opened(world, start)
    try:
        yield here
    except Exception:
        embedded.end(here.name)
        raise
    _free.append(here)


def end_free() -> None:
    """End the grounds that nobody is on: nobody will come any more."""
    while _free:
        with suppress(IndexError):  # another was quicker
            embedded.end(_free.pop().name)


def own_stack(world: World) -> Ground:
    """Where the run itself is, and others with it: nothing can be broken there, but simulators have their weather."""
    needs(world.environment, "simulators")
    return Ground(world, Remote({name: url for name, url in world.addresses.items() if name in PROVIDERS}))


def opened(world: World, start: EmbeddedStart) -> Ground:
    """One more ground, with the settings of the run's environment but for those that faults need."""
    name, settings = f"{embedded.run_name()}-faults-{next(_numbers)}", {**start.settings, **SETTINGS}
    mine = world.environment.model_copy(update={"start": start.model_copy(update={"settings": settings})})
    links = Links(*LINKS)
    started = start_linked(name, settings, links)
    remember(started.secrets.values())
    own = World(mine, world.guard, started.addresses, started.secrets, started.processes, stack=name)
    return Ground(another(own), Supervised(name, home(), started, links), name)


def start_linked(name: str, settings: dict[str, str | int | float], links: Links) -> embedded.Started:
    """Only once it is being started do the links know where to lead; until then all wait, as for any service."""
    through = {link: f"127.0.0.1:{port}" for link, port in links.ports.items()}
    with ThreadPoolExecutor(1) as pool:
        up = pool.submit(embedded.start, name, settings, links=through)
        backend = Supervised(name, home())
        found = at_last(lambda: known(backend), lambda there: bool(there) or up.done(), embedded.START_SECONDS)
        for link in through if found else ():
            where = urlsplit(found[service_of(link)])
            links.lead(link, str(where.hostname), int(where.port or 0))
        return up.result()


def known(backend: Supervised) -> dict[str, str]:
    """Where its services are, as soon as that is decided."""
    try:
        return dict(backend.look().addresses)
    except Gone:
        return {}


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
