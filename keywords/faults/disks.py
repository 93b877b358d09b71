"""A disk that is too small: what a service keeps, on a file system of its own, and that full to the last byte.

The small disk is known by its name in the system's table of mounts, so that a later run finds it as well.
"""

import os
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil

from keywords.basics.errors import Gone, TestBedError
from keywords.stacks.protocol import Stack

Parameters = dict[str, Any]
MIB = 1024 * 1024
SPARE_MIB = 64
BALLAST = "ballast"
BLOCK = 4096


def move_to_small(stack: Stack, target: str, how: Parameters) -> None:
    """Its data, on a disk that has just room for them and `spare_mib` more."""
    folder, name = stack.data(target), disk_name(stack, target)
    stack.stop(target)
    folder.rename(aside(folder))
    folder.mkdir()
    size = used(aside(folder)) + int(how.get("spare_mib", SPARE_MIB)) * MIB
    do("mount", "-t", "tmpfs", "-o", f"size={size},mode=0700", name, str(folder))
    do("cp", "-a", f"{aside(folder)}/.", str(folder))
    stack.start(target)


def move_back(stack: Stack, target: str, _how: Parameters) -> None:
    """To where they were, with all that has come since. What is left of a stack that is gone is deleted."""
    disk = mounted(disk_name(stack, target))
    try:
        folder = stack.data(target)
    except Gone:
        if disk:
            let_go(disk)
            shutil.rmtree(disk, ignore_errors=True)
            shutil.rmtree(aside(disk), ignore_errors=True)
        raise
    if not disk and not aside(folder).exists():
        return
    stack.stop(target)
    if disk:
        (disk / BALLAST).unlink(missing_ok=True)
        shutil.rmtree(aside(folder), ignore_errors=True)
        do("cp", "-a", str(disk), str(aside(folder)))
        let_go(disk)
    with suppress(FileNotFoundError):
        folder.rmdir()
    aside(folder).rename(folder)
    stack.start(target)


def fill(stack: Stack, target: str, _how: Parameters) -> None:
    """Nothing more can be written."""
    disk = mounted(disk_name(stack, target))
    if disk is None:
        raise TestBedError(f"{target} has no small disk of its own, and others' disks are not filled")
    with (disk / BALLAST).open("wb", buffering=0) as ballast, suppress(OSError):
        room = os.statvfs(disk)
        with suppress(OSError):
            os.posix_fallocate(ballast.fileno(), 0, room.f_bavail * room.f_frsize)
        ballast.seek(0, os.SEEK_END)
        while True:
            ballast.write(bytes(BLOCK))


def empty(stack: Stack, target: str, _how: Parameters) -> None:
    """There is room again; a service that has given up meanwhile is started."""
    if disk := mounted(disk_name(stack, target)):
        (disk / BALLAST).unlink(missing_ok=True)
        stack.start(target)


def disk_name(stack: Stack, target: str) -> str:
    return f"countersign-{stack.where()['stack']}-{target}"


def mounted(name: str) -> Path | None:
    found = [part.mountpoint for part in psutil.disk_partitions(all=True) if part.device == name]
    return Path(found[-1]) if found else None


def let_go(disk: Path) -> None:
    """Also when somebody still looks at it; it is gone when they have ended."""
    do("umount", "--lazy", str(disk))


def aside(folder: Path) -> Path:
    """Where the data are that a small disk covers."""
    return folder.with_name(f"{folder.name}.aside")


def used(folder: Path) -> int:
    """In whole blocks, as a disk counts."""
    sizes = (path.lstat().st_size for path in folder.rglob("*"))
    return sum(-(-size // BLOCK) * BLOCK + BLOCK for size in sizes)


def do(*words: str) -> None:
    done = subprocess.run(words, capture_output=True, text=True, check=False)  # noqa: S603 (words of this module)
    if done.returncode:
        raise TestBedError(f"{words[0]}: {done.stderr.strip()}")
