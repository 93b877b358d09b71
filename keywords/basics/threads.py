"""Threads whose HTTP calls belong to the experiment that begins them; what they see does not."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar

from keywords.basics.clients import heard_elsewhere

P = ParamSpec("P")
T = TypeVar("T")


class Pool(ThreadPoolExecutor):
    """A pool of threads; `map` and `submit` are as ever."""

    def submit(self, work: Callable[P, T], /, *args: P.args, **options: P.kwargs) -> Future[T]:
        return super().submit(heard_elsewhere(work), *args, **options)


def thread(work: Callable[..., Any], *args: Any) -> threading.Thread:
    """A thread, not yet begun, that ends with the process."""
    return threading.Thread(target=heard_elsewhere(work), args=args, daemon=True)
