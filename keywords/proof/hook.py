"""Brings a seeded defect into a process of the pipeline: from outside, right after the module it breaks is loaded.

`countersign prove` puts a `sitecustomize` on the path that calls `attach`. The pipeline knows nothing about it. This
module imports only the standard library, since it runs before everything else.
"""

import functools
import importlib.util
import inspect
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

MARKS = "COUNTERSIGN_PROOF_MARKS"  # names the folder for the marks that show how far a defect came
SUITE = "suite"  # the suite itself, whose documents and guard can be broken, too
STACK = "stack"  # the pipeline's command line, which starts and stops stacks
APPLIED, REACHED, BROKEN = "applied", "reached", "broken"  # kinds of marks
SITECUSTOMIZE = """from pathlib import Path

from keywords.proof.hook import attach

attach(Path({file!r}), {module!r}, {services!r})
"""


def attach(file: Path, module: str, services: Sequence[str]) -> None:
    """In a process that runs one of these services, apply the defect once its target module is loaded."""
    after(module, services, functools.partial(_apply, file))


def after(module: str, services: Sequence[str], then: Callable[[], None]) -> None:
    """In a process that runs one of these services, do something right after a module is loaded."""
    sys.meta_path.insert(0, _Afterwards(module, services, then))


def service_of(command: Sequence[str]) -> str | None:
    """The service that `python -m pipeline run` runs; `stack` for its other commands, `suite` for robot; else None."""
    if any(command[start : start + 2] == ["-m", "robot"] for start in range(len(command))):
        return SUITE
    for start in range(len(command) - 2):
        match list(command[start : start + 4]):
            case ["-m", "pipeline", "run", service]:
                return str(service)
            case ["-m", "pipeline", _, *_]:
                return STACK
    return None


def load(file: Path) -> ModuleType:
    """Load the file of a defect as a module."""
    spec = importlib.util.spec_from_file_location(f"defect_{file.stem}", file)
    assert spec is not None and spec.loader is not None  # noqa: S101, PT018 (it ends in .py)
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


def replace(owner: Any, name: str, new: Callable[..., Any]) -> None:
    """Replace a function, and mark the first call of the new one."""
    setattr(owner, name, noting(new))


def noting(function: Callable[..., Any]) -> Callable[..., Any]:
    """The same function, but its first call leaves a mark."""
    if inspect.iscoroutinefunction(function):

        @functools.wraps(function)
        async def later(*args: Any, **named: Any) -> Any:
            reached()
            return await function(*args, **named)

        return later

    @functools.wraps(function)
    def now(*args: Any, **named: Any) -> Any:
        reached()
        return function(*args, **named)

    return now


@functools.cache
def reached() -> None:
    """Mark that the broken code was called in this process."""
    _mark(REACHED)


def _apply(file: Path) -> None:
    try:
        load(file).apply()
    except BaseException:
        _mark(BROKEN, traceback.format_exc())
        raise
    _mark(APPLIED)


def _mark(word: str, text: str = "") -> None:
    if folder := os.environ.get(MARKS):
        (Path(folder) / f"{word}-{service_of(sys.orig_argv)}-{os.getpid()}").write_text(text, encoding="utf-8")


class _Afterwards(MetaPathFinder):
    """Does something once in these services, right after a module was executed and before it is used."""

    def __init__(self, module: str, services: Sequence[str], then: Callable[[], None]) -> None:
        self.module, self.services, self.then = module, services, then

    def find_spec(self, fullname: str, path: object, target: ModuleType | None = None) -> ModuleSpec | None:
        # Checked only now: a child of the supervisor may have become a service without a new start.
        if fullname != self.module or service_of(sys.orig_argv) not in self.services:
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(fullname)
        if spec is not None and spec.loader is not None:
            execute = spec.loader.exec_module

            def exec_module(module: ModuleType) -> None:
                execute(module)
                self.then()

            setattr(spec.loader, "exec_module", exec_module)  # noqa: B010 (mypy forbids assigning to a method)
        return spec
