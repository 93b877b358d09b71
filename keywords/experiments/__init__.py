"""The experiments: functions, one folder a subject, and user keywords in resources/experiments/."""

from functools import cache
from importlib import import_module
from pkgutil import walk_packages

from keywords.basics.folders import REPOSITORY
from keywords.running.catalogue import Catalogue
from keywords.running.in_robot import written_in

RESOURCES = REPOSITORY / "resources" / "experiments"


def catalogue() -> Catalogue:
    """All experiments, in a catalogue of the caller's own."""
    found = Catalogue.of(import_module(name) for name in _modules())
    for each in written_in(RESOURCES):
        found.know(each)
    return found


@cache
def _modules() -> tuple[str, ...]:
    return tuple(module.name for module in walk_packages(__path__, f"{__name__}."))
