"""Objects on disk: one sealed file each, which appears complete or not at all."""

import asyncio
import errno
import os
import stat
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from pipeline.serving import Refusal
from pipeline.storage import disk
from pipeline.storage.cipher import FRAME, TRAILER, Footer, Opener, Sealer
from pipeline.storage.names import BUCKETS, Name

FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
NOT_FOUND = (404, "object_not_found", "There is no such object.")
ALREADY_THERE = (409, "already_exists", "There is already an object with this name.")
DISK_FULL = (507, "storage_full", "The storage is full; nothing was kept of this object.")


class StoredObject:
    """An object that is open for reading; it stays readable even if it is deleted or replaced."""

    def __init__(self, fd: int, key: bytes, name: Name) -> None:
        self._fd = fd
        length = os.fstat(fd).st_size
        trailer = os.pread(fd, TRAILER, max(0, length - TRAILER))
        self._opener = Opener(key, str(name), trailer, length)
        self.footer = self._opener.footer

    def pieces(self, start: int, stop: int) -> Iterator[bytes]:
        """The bytes from `start` up to `stop`, a frame at a time; raises Corrupted rather than yield a wrong byte."""
        first = start // FRAME
        for number in range(first, max(first + 1, -(-stop // FRAME))):
            offset, length = self._opener.place(number)
            frame = self._opener.frame(number, os.pread(self._fd, length, offset))
            yield frame[max(0, start - number * FRAME) : stop - number * FRAME]

    def close(self) -> None:
        os.close(self._fd)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@dataclass(frozen=True, order=True)
class Child:
    """What lies directly in a folder: an object, or another folder."""

    name: str
    is_folder: bool


class Objects:
    """All buckets below one root folder, which only one process may use."""

    def __init__(self, root: Path, key: bytes) -> None:
        self._root, self._key = root, key
        self._incoming = root / ".incoming"

    def prepare(self) -> None:
        """Create the folders, and remove the remains of uploads that a crash cut off."""
        for folder in (self._incoming, *map(self._bucket, BUCKETS)):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for left_over in self._incoming.iterdir():
            left_over.unlink()

    def check_writable(self) -> None:
        """Write something; raises OSError if that is impossible."""
        with self._new_file() as (fd, _):
            disk.write(fd, b"\n")

    def open_object(self, name: Name) -> StoredObject:
        """Open an object; refuses with 404 if there is none, raises Corrupted if its footer is damaged."""
        with disk.refusing(disk.ABSENT, *NOT_FOUND), disk.descend(self._bucket(name.bucket), name.folders) as folder:
            fd = os.open(name.last, FILE, dir_fd=folder)
        try:
            if not stat.S_ISREG(os.fstat(fd).st_mode):
                raise Refusal(*NOT_FOUND)
            return StoredObject(fd, self._key, name)
        except BaseException:
            os.close(fd)
            raise

    def footer(self, name: Name) -> Footer:
        with self.open_object(name) as stored:
            return stored.footer

    async def store(self, name: Name, chunks: AsyncIterator[bytes], content_type: str, *, replace: bool) -> Footer:
        """Write an object as its bytes arrive; it gets its name only when all of it is on disk."""
        if not replace:
            self._ensure_free(name)
        with disk.refusing(disk.FULL, *DISK_FULL):
            with self._new_file() as (fd, temporary):
                sealer = Sealer(self._key, str(name))
                async for chunk in chunks:
                    disk.write(fd, sealer.update(chunk))
                rest, footer = sealer.finish(content_type, datetime.now(UTC).isoformat(timespec="milliseconds"))
                disk.write(fd, rest)
                await asyncio.to_thread(os.fsync, fd)
                self._give_name(temporary, name, replace=replace)
            await asyncio.to_thread(disk.settle, self._bucket(name.bucket), name.folders)
        return footer

    def delete(self, name: Name) -> bool:
        """Delete an object; False if there was none."""
        deleted = False
        with _nothing_if_absent(), disk.descend(self._bucket(name.bucket), name.folders) as folder:
            os.unlink(name.last, dir_fd=folder)
            deleted = True
        disk.prune(self._bucket(name.bucket), name.folders)
        return deleted

    def delete_below(self, bucket: str, folders: tuple[str, ...]) -> list[str]:
        """Delete every object below a folder; returns their paths."""
        deleted: list[str] = []
        with _nothing_if_absent(), disk.descend(self._bucket(bucket), folders) as folder:
            deleted.extend(disk.erase(folder, "/".join(folders)))
        disk.prune(self._bucket(bucket), folders)
        return deleted

    def children(self, bucket: str, folders: tuple[str, ...]) -> list[Child]:
        """What lies directly in a folder, by name; nothing if there is no such folder."""
        found: list[Child] = []
        with _nothing_if_absent(), disk.descend(self._bucket(bucket), folders) as folder, os.scandir(folder) as entries:
            for entry in entries:
                is_folder = entry.is_dir(follow_symlinks=False)
                if is_folder or entry.is_file(follow_symlinks=False):
                    found.append(Child(entry.name, is_folder))
        return sorted(found)

    def _bucket(self, bucket: str) -> Path:
        return self._root / bucket

    @contextmanager
    def _new_file(self) -> Iterator[tuple[int, Path]]:
        """A new temporary file among the incoming ones, removed afterwards in any case."""
        path = self._incoming / uuid.uuid4().hex
        fd = os.open(path, NEW_FILE, 0o600)
        try:
            yield fd, path
        finally:
            os.close(fd)
            path.unlink(missing_ok=True)

    def _ensure_free(self, name: Name) -> None:
        """Refuse before the upload what would be refused after it."""
        with suppress(FileNotFoundError), disk.refusing(disk.TAKEN, *ALREADY_THERE):
            with disk.descend(self._bucket(name.bucket), name.folders) as folder:
                os.stat(name.last, dir_fd=folder, follow_symlinks=False)
            raise Refusal(*ALREADY_THERE)

    def _give_name(self, temporary: Path, name: Name, *, replace: bool) -> None:
        """Name the object in one atomic step: of two simultaneous uploads to a name, one is refused."""
        bucket = self._bucket(name.bucket)
        try:
            with disk.refusing(disk.TAKEN, *ALREADY_THERE), disk.descend(bucket, name.folders, make=True) as folder:
                if replace:
                    os.replace(temporary, name.last, dst_dir_fd=folder)
                else:
                    os.link(temporary, name.last, dst_dir_fd=folder)
        except BaseException:
            disk.prune(bucket, name.folders)
            raise


@contextmanager
def _nothing_if_absent() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno not in (*disk.ABSENT, errno.EISDIR):
            raise
