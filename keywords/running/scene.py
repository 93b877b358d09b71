"""What a check has under way: a lent stack, faults, open connections. All of it ends with the check."""

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from typing import Any, TypeVar

from keywords.world import World

T = TypeVar("T")


class Scene:
    """Begun by keywords, and ended by the listener after each check, whatever its verdict."""

    def __init__(self) -> None:
        self.world: World | None = None  # on a lent stack; None: the run's own
        self._under_way: list[tuple[Any, ExitStack]] = []

    def begin(self, what: Any, manager: AbstractContextManager[T]) -> T:
        """Enter a context that stays until it is ended by its name, or with the check."""
        ending = ExitStack()
        value = ending.enter_context(manager)
        self._under_way.append((what, ending))
        return value

    def latest(self, wanted: Callable[[Any], bool]) -> Any:
        """What is wanted and under way, the latest; None if nothing is."""
        return next((what for what, _ in reversed(self._under_way) if wanted(what)), None)

    def end(self, wanted: Callable[[Any], bool]) -> int:
        """End what is wanted, the latest first; returns how much that was."""
        ended = [pair for pair in reversed(self._under_way) if wanted(pair[0])]
        with ExitStack() as endings:  # an ending that fails does not keep the others from theirs
            for pair in reversed(ended):
                self._under_way.remove(pair)
                endings.push(pair[1])
        return len(ended)

    def close(self) -> str:
        """End everything. Returns what went wrong, if anything did: the verdict of the check stands."""
        try:
            self.end(lambda _: True)
        except Exception as error:
            return str(error) or type(error).__name__
        finally:
            self.world = None
        return ""
