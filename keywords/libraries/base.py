"""The base of every library in this room: it gives access to the run that the recording library has made."""

from typing import Any

from robot.libraries.BuiltIn import BuiltIn

from keywords.running.run import Run
from keywords.world import World

RECORDING = "keywords.libraries.recording"


class Library:
    """A library of a run. Robot creates it without arguments; a test passes its own run."""

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
        return self.run.world
