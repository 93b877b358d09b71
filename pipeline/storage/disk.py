"""The few file system operations of this service: never through a symbolic link, never a partial write."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from pipeline.serving import Refusal

FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
ABSENT = (errno.ENOENT, errno.ENOTDIR, errno.ELOOP)  # the last two: a file or a link stands where a folder should
TAKEN = (errno.EEXIST, errno.ENOTDIR, errno.EISDIR, errno.ELOOP)
FULL = (errno.ENOSPC, errno.EDQUOT)


@contextmanager
def refusing(errors: tuple[int, ...], status: int, code: str, message: str) -> Iterator[None]:
    """Turn these errors of the operating system into an answer for the caller."""
    try:
        yield
    except OSError as error:
        if error.errno in errors:
            raise Refusal(status, code, message) from None
        raise


def write(fd: int, data: bytes) -> None:
    """Write all of it; a single write may take only a part."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(fd, rest) :]


@contextmanager
def descend(root: os.PathLike[str], folders: tuple[str, ...], *, make: bool = False) -> Iterator[int]:
    """A descriptor of a folder below `root`, reached step by step: a symbolic link is an error at every step."""
    fd = os.open(root, FOLDER)
    try:
        for folder in folders:
            if make:
                with suppress(FileExistsError):
                    os.mkdir(folder, 0o700, dir_fd=fd)
            below = os.open(folder, FOLDER, dir_fd=fd)
            os.close(fd)
            fd = below
        yield fd
    finally:
        os.close(fd)


def erase(folder: int, path: str) -> Iterator[str]:
    """Unlink every file below an open folder, then the emptied folders; yields the paths of the files."""
    with os.scandir(folder) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    for entry in found:
        here = f"{path}/{entry.name}"
        if entry.is_dir(follow_symlinks=False):
            below = os.open(entry.name, FOLDER, dir_fd=folder)
            try:
                yield from erase(below, here)
            finally:
                os.close(below)
            with suppress(OSError):
                os.rmdir(entry.name, dir_fd=folder)
        elif entry.is_file(follow_symlinks=False):
            os.unlink(entry.name, dir_fd=folder)
            yield here


def prune(root: os.PathLike[str], folders: tuple[str, ...]) -> None:
    """Remove folders from the deepest up, as long as they are empty."""
    with suppress(OSError):
        for depth in range(len(folders), 0, -1):
            with descend(root, folders[: depth - 1]) as parent:
                os.rmdir(folders[depth - 1], dir_fd=parent)


def settle(root: os.PathLike[str], folders: tuple[str, ...]) -> None:
    """Flush the entries of these folders, which may be new, to disk before anything relies on them."""
    for depth in range(len(folders) + 1):
        with suppress(FileNotFoundError), descend(root, folders[:depth]) as folder:
            os.fsync(folder)
