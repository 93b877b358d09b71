"""What is done, told as steps: in the record of the experiment or check that is under way in this thread.

>>> with step("Upload a document", document.filename) as done:
...     done.saw(f"job {job_id}")

>>> @step("Stop a service", "{service}")
... def stop(self, service: str) -> None: ...

Where no record is under way, as in a suite setup or in the threads of users at work, nothing is told.
"""

import inspect
from collections.abc import Callable
from functools import wraps
from types import TracebackType
from typing import Any, Literal, ParamSpec, TypeVar

from keywords.basics.errors import Inconclusive
from keywords.basics.secrets import mask
from keywords.evidence.course import Course
from keywords.evidence.model import DONE
from keywords.evidence.recorder import course

P = ParamSpec("P")
R = TypeVar("R")


class Done:
    """What is under way, for what it sees."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def saw(self, what: object) -> None:
        """Tell what was seen, in a few words."""
        if said := mask(str(what)):
            self.seen.append(said)


class step:  # noqa: N801 (reads as a word: `with step(...)`, `@step(...)`)
    """A step around a block, or around each call of a function.

    As a decorator, `args` name parameters in braces, and `saw` tells what was seen from what the function returned.
    """

    def __init__(self, name: str, *args: object, saw: Callable[[Any], object] | None = None) -> None:
        self.name, self.args, self._saw = name, args, saw
        self._course: Course | None = None
        self._done = Done()

    def __enter__(self) -> Done:
        self._course = course()
        if self._course is not None:
            self._course.begin(self.name, self.args)
        return self._done

    def __exit__(
        self, _kind: type[BaseException] | None, error: BaseException | None, _where: TracebackType | None
    ) -> Literal[False]:
        if self._course is not None:
            seen = [*self._done.seen, *([str(error) or type(error).__name__] if error else [])]
            self._course.end(_outcome(error), seen)
        return False

    def __call__(self, function: Callable[P, R]) -> Callable[P, R]:
        signature = inspect.signature(function)

        @wraps(function)
        def told(*args: P.args, **named: P.kwargs) -> R:
            if course() is None:
                return function(*args, **named)
            given = signature.bind(*args, **named)
            given.apply_defaults()
            words = [str(each).format_map(given.arguments) for each in self.args]
            with step(self.name, *(word for word in words if word)) as done:
                returned = function(*args, **named)
                if self._saw is not None:
                    done.saw(self._saw(returned))
                return returned

        return told


def _outcome(error: BaseException | None) -> str:
    return DONE if error is None else "inconclusive" if isinstance(error, Inconclusive) else "failed"
