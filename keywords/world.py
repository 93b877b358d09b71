"""What a run knows of the environment it judges: made ready once, by whichever suite comes first."""

import atexit
import platform
from dataclasses import dataclass, field

import httpx

from keywords import embedded, environments
from keywords.environments import EmbeddedStart, Environment
from keywords.people import Person
from keywords.secrets import remember


@dataclass
class World:
    environment: Environment
    addresses: dict[str, str]
    secrets: dict[str, str] = field(default_factory=dict)
    processes: dict[str, dict[str, object]] = field(default_factory=dict)
    seen: dict[str, str] = field(default_factory=dict)  # what was judged, as far as it tells

    def person(self) -> Person:
        return Person(self.environment, self.addresses["api"])

    def setting(self, name: str) -> float | None:
        """A setting that Countersign started the pipeline with."""
        start = self.environment.start
        return float(start.settings[name]) if isinstance(start, EmbeddedStart) and name in start.settings else None


_world: World | None = None


def make_ready(given: str | None = None) -> World:
    """Start or find the environment; the second call finds what the first one made."""
    global _world
    if _world is None:
        _world = _open(environments.load(given))
        _world.seen = fingerprint(_world)
    return _world


def fingerprint(world: World) -> dict[str, str]:
    found = {"host": platform.platform(), "python": platform.python_version(), **world.addresses}
    answer = httpx.get(world.addresses["api"] + world.environment.paths.openapi, timeout=10)
    info = answer.json().get("info", {}) if answer.is_success else {}
    return {**found, "api version": f"{info.get('title', 'unknown')} {info.get('version', '')}".strip()}


def last_fingerprint() -> dict[str, str]:
    """Of the environment that was made ready in this process, as it was then."""
    return dict(_world.seen) if _world else {}


def current() -> World:
    if _world is None:
        raise embedded.TestBedError(
            "the environment is not ready: the suite lacks 'Suite Setup    Make The Environment Ready'"
        )
    return _world


def _open(environment: Environment) -> World:
    if isinstance(environment.start, EmbeddedStart):
        name = embedded.run_name()
        atexit.register(embedded.end, name)
        started = embedded.start(name, environment.start.settings)
        remember(started.secrets.values())
        return World(environment, started.addresses, started.secrets, started.processes)
    return World(environment, environment.start.addresses, environment.secrets())
