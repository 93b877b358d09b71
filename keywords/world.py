"""What a run knows of the environment it judges: made ready once, by whichever suite comes first."""

import platform
import time
from dataclasses import dataclass, field

from keywords import environments
from keywords.basics import clients
from keywords.basics.secrets import remember
from keywords.cleaning import cleaner
from keywords.contract.answers import at, body_of
from keywords.contract.people import Person
from keywords.environments.environment import EmbeddedStart, Environment
from keywords.evidence.recorder import Inconclusive
from keywords.safety.guard import Guard
from keywords.stacks import embedded


@dataclass
class World:
    environment: Environment
    guard: Guard
    addresses: dict[str, str]
    secrets: dict[str, str] = field(default_factory=dict)
    processes: dict[str, dict[str, object]] = field(default_factory=dict)
    seen: dict[str, str] = field(default_factory=dict)  # what was judged, as far as it tells
    people: int = 0  # how many have been asked for
    stack: str = ""  # the name of its stack, where it is one of ours
    seed: int = field(default_factory=lambda: time.time_ns() % 1_000_000)  # of all that is left to chance

    def person(self) -> Person:
        """A user who is signed in."""
        self.people += 1
        return Person(self.environment, self.address("api"), self.people - 1)

    def two_people(self) -> tuple[Person, Person]:
        """Two users who are not the same."""
        one, other = self.person(), self.person()
        if one.user_id == other.user_id:
            raise Inconclusive("a second user is needed: sign_in.token_variables names the token of one only")
        return one, other

    def address(self, service: str) -> str:
        if service not in self.addresses:
            raise Inconclusive(f"{self.environment.name} gives no address of {service!r} (start.addresses in its file)")
        return self.addresses[service]

    def database(self) -> str:
        """The address of the database, with its password."""
        variable = self.environment.credentials.get("database", "DATABASE_URL")
        if found := self.secrets.get(variable):
            return found
        named = "is not set" if "database" in self.environment.credentials else "is not named in its file"
        raise Inconclusive(f"the database of {self.environment.name} cannot be read: {variable} {named} "
                           "(credentials.database)")  # fmt: skip

    def setting(self, name: str) -> float | None:
        """A setting that Countersign started the pipeline with."""
        start = self.environment.start
        return float(start.settings[name]) if isinstance(start, EmbeddedStart) and name in start.settings else None


_world: World | None = None
_others: list[World] = []  # more stacks that this run has started, with documents of their own


def make_ready(given: str | None = None, seed: int | None = None) -> World:
    """Start or find the environment; the second call finds what the first one made."""
    global _world
    if _world is None:
        environment = environments.load(given)
        cleaner.begin_run()
        _world = _open(environment)
        _world.seed = _world.seed if seed is None else seed
        _world.seen = fingerprint(_world)
    return _world


def fingerprint(world: World) -> dict[str, str]:
    found = {"host": platform.platform(), "python": platform.python_version(), **world.addresses,
             "judged as": world.environment.judged_as}  # fmt: skip
    answer = clients.get(world.address("api") + world.environment.paths.openapi)
    title, version = (at(body_of(answer), place) for place in ("info.title", "info.version"))
    told = answer.is_success and isinstance(title, str)
    return {**found, "api version": f"{title} {version}" if told else "unknown"}


def last_fingerprint() -> dict[str, str]:
    """Of the environment that was made ready in this process, as it was then."""
    return dict(_world.seen) if _world else {}


def current() -> World:
    if _world is None:
        raise embedded.TestBedError(
            "the environment is not ready: the suite lacks 'Suite Setup    Make The Environment Ready'"
        )
    return _world


def everywhere() -> list[World]:
    """Wherever this run may have sent documents."""
    return [*([_world] if _world else []), *_others]


def another(world: World) -> World:
    """Make known what experiments go to besides."""
    _others.append(world)
    return world


def _open(environment: Environment) -> World:
    if isinstance(environment.start, EmbeddedStart):
        name = embedded.run_name()
        started = embedded.start(name, environment.start.settings)
        remember(started.secrets.values())
        return World(environment, Guard(environment), started.addresses, started.secrets, started.processes, stack=name)
    return World(environment, Guard(environment), environment.start.addresses, environment.secrets())
