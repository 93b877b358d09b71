"""A file system so small that a test can fill it. Only root can make one: others skip, but CI must not."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import pytest


@contextmanager
def small_disk(folder: Path, size: int) -> Iterator[None]:
    """Mount a disk of this many bytes on the folder during the block."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    mounted = subprocess.run(mount, capture_output=True, text=True, check=False)
    if mounted.returncode:
        unavailable(mounted.stderr.strip())
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def unavailable(reason: object) -> NoReturn:
    message = f"no small disk is available: {reason}"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)
