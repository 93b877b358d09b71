"""Threads that go on with the work of the one that begins them: what they call belongs to the same experiment."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Pool(ThreadPoolExecutor):
    """A pool whose threads work in the context of the thread that gives them work."""

    def submit(self, work: Callable[P, T], /, *args: P.args, **options: P.kwargs) -> Future[T]:
        return super().submit(partial(copy_context().run, work, *args, **options))


def thread(work: Callable[..., Any], *args: Any) -> threading.Thread:
    """A thread, not yet begun, that ends with the process and works in the context of the one that makes it."""
    return threading.Thread(target=copy_context().run, args=(work, *args), daemon=True)
