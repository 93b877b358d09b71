"""People in a place: what experiments and keywords are given."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from keywords.basics.errors import Inconclusive
from keywords.contract.people import Person, needs
from keywords.contract.place import Place
from keywords.evidence.model import MadeOn
from keywords.evidence.observing import was_made_on
from keywords.evidence.recorder import Unrecorded
from keywords.evidence.steps import step
from keywords.stacks.beside import Beside
from keywords.stacks.protocol import Setting, Stack
from keywords.stacks.running import Running
from keywords.stacks.services import PROVIDERS


@dataclass
class World(Place):
    seed: int = field(default_factory=lambda: time.time_ns() % 1_000_000)  # of everything left to chance
    beside: Beside = field(init=False)  # further stacks of the same pipeline
    others: list["World"] = field(init=False, default_factory=list)  # the worlds on those stacks
    people: int = field(init=False, default=0)  # how many have been asked for

    def __post_init__(self) -> None:
        super().__post_init__()
        self.beside = Beside(self.stack)

    @step("Sign in as a new user", saw=lambda person: person.email)
    def person(self, address: str = "") -> Person:
        """A user who is signed in; with an address of its own if one is given."""
        self.people += 1
        return Person(self, self.people - 1, address=address)

    def two_people(self) -> tuple[Person, Person]:
        """Two different users."""
        one, other = self.person(), self.person()
        if one.user_id == other.user_id:
            raise Inconclusive("a second user is needed: sign_in.token_variables names the token of one only")
        return one, other

    @contextmanager
    def lent(self) -> Iterator["World"]:
        """A world on a stack that may be broken, and that no other experiment uses within the block."""
        with self.beside.lent() as stack:
            yield self._on(stack)

    @contextmanager
    def as_shipped(self, **settings: Setting) -> Iterator["World"]:
        """A world on a stack of its own, which works as the pipeline is shipped but for these settings."""
        with self.beside.as_shipped(**settings) as stack:
            yield self._on(stack)

    def ordinary(self) -> "World":
        """A world on a stack with ordinary limits and without workers."""
        return self._on(self.beside.ordinary())

    def weather_only(self) -> "World":
        """This world, with hands on nothing but the weather of its simulators."""
        needs(self.environment, "simulators")
        simulators = {name: url for name, url in self.stack.addresses.items() if name in PROVIDERS}
        return self.on(Running(self.environment.name, simulators))

    def _on(self, stack: Stack) -> "World":
        """The world on a stack beside this one; its people and its share of chance are its own.

        The record of the experiment names the stack.
        """
        with suppress(Unrecorded):  # a test, or a thread of an experiment
            was_made_on(made_on(stack, self.stack))
        for other in self.others:
            if other.stack is stack:
                return other
        self.others.append(World(self.environment, stack, self.guard, self.ledger))
        return self.others[-1]


def made_on(stack: Stack, own: Stack) -> MadeOn:
    """A stack beside the run's own, and the settings in which the two differ."""
    names = sorted({*stack.settings, *own.settings})
    pairs = {name: (stack.settings.get(name, "default"), own.settings.get(name, "default")) for name in names}
    differs = {name: f"{here}, not {there}" for name, (here, there) in pairs.items() if here != there}
    return MadeOn(stack=stack.name, settings=dict(stack.settings), differs=differs, fingerprint=dict(stack.addresses))
