"""The experiments, one folder a subject."""

from functools import cache
from importlib import import_module
from pkgutil import walk_packages

from keywords.running.catalogue import Catalogue


def catalogue() -> Catalogue:
    """All experiments of this package, in a catalogue of the caller's own."""
    return Catalogue.of(import_module(name) for name in _modules())


@cache
def _modules() -> tuple[str, ...]:
    return tuple(module.name for module in walk_packages(__path__, f"{__name__}."))
