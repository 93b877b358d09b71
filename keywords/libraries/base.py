"""The base of every library in this room: it gives access to the run that the recording library has made."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, TypeVar, cast

from robot.api import logger
from robot.libraries.BuiltIn import BuiltIn

from keywords.basics.errors import OwnFault
from keywords.basics.own_faults import own_fault
from keywords.basics.secrets import mask
from keywords.evidence.saying import sentences
from keywords.libraries.steps import tell
from keywords.running.run import Run
from keywords.world import World

RECORDING = "keywords.libraries.recording"
# In a robot, which carries out experiments for the run of another process:
IS_ROBOT, HANDED, SERVICE = "${IS ROBOT}", "${RUN OF A ROBOT}", "${SERVICE OF A ROBOT}"
Keyword = TypeVar("Keyword", bound=Callable[..., Any])


class Library:
    """A library of a run. Robot creates it without arguments; a test passes its own run.

    A fault of Countersign itself in one of its keywords makes the check inconclusive.
    """

    def __init_subclass__(cls) -> None:
        for name, member in list(vars(cls).items()):
            if hasattr(member, "robot_name"):
                setattr(cls, name, _owning_up(member))

    def __init__(self, run: Run | None = None) -> None:
        self._given = run

    @property
    def run(self) -> Run:
        if self._given is not None:
            return self._given
        library: Any = BuiltIn().get_library_instance(RECORDING)
        run: Run = library.run
        return run

    @property
    def world(self) -> World:
        """Where the check plays: on the stack that it was lent, or on the run's own."""
        return self.run.scene.world or self.run.world


def _owning_up(method: Keyword) -> Keyword:
    """The same keyword. The log shows what it did; a fault of Countersign itself goes to the record of the check."""

    @wraps(method)
    def keyword(self: Any, *args: Any, **named: Any) -> Any:
        try:
            with _told(self.run):
                return method(self, *args, **named)
        except Exception as error:
            self.run.raised = error
            fault = own_fault(error)
            check = self.run.recorder.check if fault else None
            if fault is None or check is None:  # outside a check, nobody is judged
                raise
            check.own_fault = mask(fault)
            raise OwnFault(check.own_fault) from error

    return cast(Keyword, keyword)


@contextmanager
def _told(run: Run) -> Iterator[None]:
    """Show in the log what the block did and judged within the check."""
    check = run.recorder.check
    done, judged = (len(check.steps), len(check.judgements)) if check else (0, 0)
    try:
        yield
    finally:
        if check and BuiltIn().robot_running:
            tell(check.steps[done:])
            for sentence in sentences(check, run.read_by(check))[judged:]:
                logger.info(mask(sentence))
