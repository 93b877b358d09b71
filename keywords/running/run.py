"""One run: what it may do, what it looks at, and what it has seen. Everything that needs one of these is handed it."""

import platform
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import psutil

from keywords.basics import clients
from keywords.basics.errors import TestBedError
from keywords.basics.hosts import is_loopback
from keywords.contract.answers import body_of, value_at
from keywords.environments import Environment
from keywords.evidence.machine import Watch
from keywords.evidence.model import Evidence, MadeOn, now
from keywords.evidence.recorder import Recorder
from keywords.running.catalogue import Catalogue
from keywords.running.scene import Scene
from keywords.running.scheduler import Scheduler
from keywords.safety.guard import Guard
from keywords.safety.ledger import OwnLedger
from keywords.stacks.opening import opened
from keywords.stacks.protocol import Ability, Stack
from keywords.stacks.usage import family
from keywords.world import World


class Run:
    """Made by the listener, or by a test. Two of them can live in one process."""

    def __init__(
        self,
        environment: Environment,
        catalogue: Catalogue,
        *,
        results: Path | None = None,  # None: nothing is kept
        name: str = "",
        lanes: int | None = None,
        clock: Callable[[], datetime] = now,
        watched: bool = True,  # the machine is followed
    ) -> None:
        self.environment, self.catalogue = environment, catalogue
        self.guard, self.ledger = Guard(environment), OwnLedger()
        watch = Watch(self._pipeline) if watched else None
        self.recorder = Recorder(results, name, environment.name, catalogue.figures, clock, watch)
        self.scheduler = Scheduler(catalogue, self.recorder, lanes=lanes, when_idle=self._end_what_is_free)
        self.fingerprint: dict[str, str] = {}
        self.left_behind: list[str] = []  # what is still there of this run and of killed ones, in sentences
        self.raised: Exception | None = None  # by the last keyword of a library that failed
        self.scene = Scene()
        self._world: World | None = None

    @property
    def ready(self) -> bool:
        return self._world is not None

    @property
    def world(self) -> World:
        if self._world is None:
            raise TestBedError(
                "the environment is not ready: the suite lacks 'Suite Setup    Make The Environment Ready'"
            )
        return self._world

    def read_by(self, check: Evidence) -> list[Evidence]:
        """The records of the experiments that a check rests on."""
        return [record for record in self.scheduler.records.values() if record.id in check.rests_on]

    @property
    def worlds(self) -> list[World]:
        """Wherever this run may have sent documents."""
        return [self._world, *self._world.others] if self._world else []

    def make_ready(self, seed: int | None = None, stack: Stack | None = None) -> World:
        """Start or find the environment. A second call finds what the first one made."""
        if self._world is None:
            there = stack or opened(self.environment, self.ledger)
            self._world = World(self.environment, there, self.guard, self.ledger)
            self._world.seed = self._world.seed if seed is None else seed
            self.fingerprint = fingerprint(self._world)
            self.recorder.own_stack = MadeOn(
                stack=there.name, settings=dict(there.settings), fingerprint=self.fingerprint
            )
        return self._world

    def _pipeline(self) -> list[psutil.Process] | None:
        """The processes of a pipeline that somebody else started; None if they run here and cannot be told."""
        if self._world is None or self._world.stack.settings:
            return []  # what the run started bears its mark
        stack = self._world.stack
        if stack.cannot(Ability.PROCESSES):
            here = any(is_loopback(urlsplit(url).hostname or "") for url in stack.addresses.values())
            return None if here else []
        return [child for process in stack.members().values() for child in family(process)]

    def _end_what_is_free(self) -> None:
        self.scheduler.robots.end_free()
        if self._world is not None:
            self._world.beside.end_free()


def fingerprint(world: World) -> dict[str, str]:
    """What was judged, as far as it says."""
    found = {
        "host": platform.platform(),
        "python": platform.python_version(),
        **world.stack.addresses,
        "judged as": world.environment.judged_as,
        "promises to wait for an absent service": world.environment.promises.waits_out,
    }
    answer = clients.get(world.address("api") + world.environment.paths.openapi)
    title, version = (value_at(body_of(answer), place) for place in ("info.title", "info.version"))
    known = answer.is_success and isinstance(title, str)
    return {**found, "api version": f"{title} {version}" if known else "unknown"}
