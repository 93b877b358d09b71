"""Further stacks of the same pipeline, beside the one that is judged. They end with the run, by the ledger."""

import itertools
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from keywords.basics.errors import TestBedError
from keywords.basics.secrets import remember
from keywords.evidence.steps import step
from keywords.stacks.protocol import Ability, Setting, Stack, needs

# Retries and probes come soon; lost workers and lost answers are noticed soon.
LENT_SETTINGS: dict[str, Setting] = {
    "retry_base_seconds": 2,
    "lease_seconds": 2,
    "parse_poll_seconds": 1,
    "call_timeout_seconds": 6,
    "probe_seconds": 1,
    "workers": 2,
    "api_processes": 1,
}
# The API and the workers reach each service over a link of their own; all other users share one link a service.
USERS, LINKED = ("api", "worker"), ("postgres", "storage", "llamaparse", "openai", "api")
LINKS = (*LINKED, *(f"{user}:{service}" for user in USERS for service in LINKED if service != user))


class Beside:
    """Lends stacks that may be broken, one user at a time, and starts one with ordinary limits."""

    def __init__(self, first: Stack, mark: str = "") -> None:
        """Stacks beside the first. Where other processes start some too, a mark sets those of this one apart."""
        self._first, self._mark = first, mark
        self._free: list[Stack] = []  # started, in order, with LENT_SETTINGS, and not lent
        self._numbers = itertools.count(1)
        self._starting = threading.Lock()
        self._ordinary: Stack | None = None
        self._moved = ""

    @contextmanager
    def lent(self) -> Iterator[Stack]:
        """A stack that no other experiment uses within the block.

        An experiment that fails leaves it in an unknown state, so then it is ended and not lent again.
        """
        needs(self._first, Ability.CONTROL, Ability.BESIDE)
        with step("Borrow a stack") as done:
            stack = self._next()
            done.saw(stack.name)
        try:
            yield stack
        except Exception:
            stack.end()
            raise
        self._free.append(stack)

    @contextmanager
    def as_shipped(self, **settings: Setting) -> Iterator[Stack]:
        """A stack with the pipeline's own lease, waits and numbers of processes, but for these settings."""
        needs(self._first, Ability.CONTROL, Ability.BESIDE)
        own = {name: value for name, value in self._first.settings.items() if name not in LENT_SETTINGS}
        stack = self._start(f"shipped-{next(self._numbers)}", {**own, **settings})
        try:
            yield stack
        finally:
            stack.end()

    def end_free(self) -> None:
        """End the stacks that are not lent. Call it when no further experiment will need one."""
        while self._free:
            with suppress(IndexError):  # another thread was quicker
                self._free.pop().end()

    def ordinary(self) -> Stack:
        """A stack as people start one: on the contract's ports, with ordinary limits.

        It has no workers, so jobs stay where they are.
        """
        needs(self._first, Ability.BESIDE)
        with self._starting:
            if self._ordinary is None:
                self._ordinary = self._start_ordinary()
                remember(self._ordinary.secrets.values())
            return self._ordinary

    @property
    def moved(self) -> str:
        """Why the ordinary stack is not on the contract's ports; '' if it is."""
        return self._moved

    def _next(self) -> Stack:
        with suppress(IndexError):
            return self._free.pop()
        return self._start(f"faults-{next(self._numbers)}", {**self._first.settings, **LENT_SETTINGS})

    @step("Start a stack", "{purpose}")
    def _start(self, purpose: str, settings: dict[str, Setting]) -> Stack:
        stack = self._first.beside(f"{self._mark}{purpose}", settings, links=LINKS)
        remember(stack.secrets.values())
        return stack

    def _start_ordinary(self) -> Stack:
        settings: dict[str, Setting] = {"workers": 0}
        try:
            return self._first.beside(f"{self._mark}ordinary", settings, ports="default")
        except TestBedError as error:  # another process has these ports; what does not need them can still be observed
            self._moved = str(error)
            return self._first.beside(f"{self._mark}ordinary-elsewhere", settings)
