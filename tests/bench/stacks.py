"""The measured stacks: default settings, except for the limits on what one user may do."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from tests.pipeline.conftest import Stack, started

WITHOUT_LIMITS = {
    "jobs_per_user": 1_000_000,
    "uploads_per_day": 1_000_000,
    "uploads_per_minute": 1_000_000,
    "polls_per_minute": 1_000_000,
    "questions_per_minute": 1_000_000,
    "sign_ins_per_minute": 1_000_000,
    "access_token_seconds": 7200,
}


@contextmanager
def measured_stack(label: str, **settings: Any) -> Iterator[Stack]:
    with started(f"bench-{label}", **WITHOUT_LIMITS, **settings) as stack:
        yield stack


def processes(stack_folder: Path) -> list[psutil.Process]:
    """The supervisor and everything under it."""
    supervisor = psutil.Process(int((stack_folder / "supervisord.pid").read_text()))
    return [supervisor, *supervisor.children(recursive=True)]
