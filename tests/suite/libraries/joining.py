"""How a library brings experiments of its own into the run that imports it."""

import sys
from pathlib import Path
from typing import Any

from robot.libraries.BuiltIn import BuiltIn

from keywords.libraries.base import RECORDING
from keywords.running.in_robot import written_in
from keywords.running.run import Run


def joined(module: str) -> Run:
    """The run, whose catalogue now has the experiments and the FIGURES of this module.

    Call it at the end of the module. A spec imports `keywords.libraries.recording` first.
    """
    recording: Any = BuiltIn().get_library_instance(RECORDING)
    run: Run = recording.run
    run.catalogue.add(sys.modules[module])
    return run


def written(run: Run, folder: Path) -> None:
    """The run knows the experiments of the resources in this folder, too."""
    for each in written_in(folder):
        run.catalogue.know(each)
