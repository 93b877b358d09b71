"""Puts the data of a service on a small disk of its own, and fills that disk to the last byte.

The small disk is known by its name in the system's table of mounts, so a later run finds it too.
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
    """Move the service's data to a disk with room for them and `spare_mib` more."""
    folder, name = stack.data(target), disk_name(stack, target)
    stack.stop(target)
    folder.rename(aside(folder))
    folder.mkdir()
    size = used(aside(folder)) + int(how.get("spare_mib", SPARE_MIB)) * MIB
    run("mount", "-t", "tmpfs", "-o", f"size={size},mode=0700", name, str(folder))
    run("cp", "-a", f"{aside(folder)}/.", str(folder))
    stack.start(target)


def move_back(stack: Stack, target: str, _how: Parameters) -> None:
    """Move the data back, with everything added since; if the stack is gone, delete what is left of it."""
    disk = mounted(disk_name(stack, target))
    try:
        folder = stack.data(target)
    except Gone:
        if disk:
            unmount(disk)
            shutil.rmtree(disk, ignore_errors=True)
            shutil.rmtree(aside(disk), ignore_errors=True)
        raise
    if not disk and not aside(folder).exists():
        return
    stack.stop(target)
    if disk:
        (disk / BALLAST).unlink(missing_ok=True)
        shutil.rmtree(aside(folder), ignore_errors=True)
        run("cp", "-a", str(disk), str(aside(folder)))
        unmount(disk)
    with suppress(FileNotFoundError):
        folder.rmdir()
    aside(folder).rename(folder)
    stack.start(target)


def fill(stack: Stack, target: str, _how: Parameters) -> None:
    """Leave no room for a single byte."""
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
    """Make room again, and start the service if it has shut down."""
    if disk := mounted(disk_name(stack, target)):
        (disk / BALLAST).unlink(missing_ok=True)
        stack.start(target)


def disk_name(stack: Stack, target: str) -> str:
    return f"countersign-{stack.name}-{target}"


def mounted(name: str) -> Path | None:
    found = [part.mountpoint for part in psutil.disk_partitions(all=True) if part.device == name]
    return Path(found[-1]) if found else None


def unmount(disk: Path) -> None:
    """Unmount a disk even if a process still uses it; the disk disappears with its last user."""
    run("umount", "--lazy", str(disk))


def aside(folder: Path) -> Path:
    """The folder that keeps the original data while a small disk covers them."""
    return folder.with_name(f"{folder.name}.aside")


def used(folder: Path) -> int:
    """The bytes that the folder takes on a disk, in whole blocks."""
    sizes = (path.lstat().st_size for path in folder.rglob("*"))
    return sum(-(-size // BLOCK) * BLOCK + BLOCK for size in sizes)


def run(*words: str) -> None:
    done = subprocess.run(words, capture_output=True, text=True, check=False)  # noqa: S603 (words of this module)
    if done.returncode:
        raise TestBedError(f"{words[0]}: {done.stderr.strip()}")
