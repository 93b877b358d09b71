"""What a check has under way: a lent stack, faults, open connections. All of it ends with the check."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from typing import Any, TypeVar

from keywords.world import World

T = TypeVar("T")


@dataclass
class Part:
    """Something of a scene, under way or over."""

    what: Any
    ending: ExitStack
    began: float
    ended: float = 0.0  # when its ending began; 0: it is under way


class Scene:
    """Begun by keywords, and ended by the listener after each check, whatever its verdict."""

    def __init__(self) -> None:
        self.world: World | None = None  # on a lent stack; None: the run's own
        self._parts: list[Part] = []

    def begin(self, what: Any, manager: AbstractContextManager[T]) -> T:
        """Enter a context that stays until it is ended by its name, or with the check."""
        ending, began = ExitStack(), time.time()
        value = ending.enter_context(manager)
        self._parts.append(Part(what, ending, began))
        return value

    def under_way(self, wanted: Callable[[Any], bool]) -> list[Any]:
        """What is wanted and under way, the latest first."""
        return [part.what for part in reversed(self._parts) if not part.ended and wanted(part.what)]

    def latest(self, wanted: Callable[[Any], bool]) -> Any:
        """What is wanted and under way, the latest; None if nothing is."""
        return next(iter(self.under_way(wanted)), None)

    def last(self, wanted: Callable[[Any], bool]) -> Any:
        """What is wanted, the last that this check began, also if it is over; None if there was nothing."""
        return next((part.what for part in reversed(self._parts) if wanted(part.what)), None)

    def times_of(self, what: Any) -> tuple[float, float]:
        """When something of this check began, and when its ending began (0: it is under way)."""
        return next((part.began, part.ended) for part in reversed(self._parts) if part.what is what)

    def end(self, wanted: Callable[[Any], bool], error: Exception | None = None) -> int:
        """End what is wanted, the latest first, as after this error if there was one; returns how much that was."""
        ending = [part for part in self._parts if not part.ended and wanted(part.what)]
        try:
            with ExitStack() as endings:  # an ending that fails does not keep the others from theirs
                for part in ending:
                    part.ended = time.time()
                    endings.push(part.ending)
                if error is not None:
                    raise error
        except Exception as raised:
            if raised is not error:
                raise
        return len(ending)

    def close(self, error: Exception | None = None) -> str:
        """End everything. Returns what went wrong meanwhile, if anything did: the verdict of the check stands."""
        try:
            self.end(lambda _: True, error)
        except Exception as trouble:
            return str(trouble) or type(trouble).__name__
        finally:
            self.world = None
            self._parts.clear()
        return ""
