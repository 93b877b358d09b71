"""Emptying a stack whose storage is on a disk of its own."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.stack.reset import reset_storage

ANOTHER_DISK = Path("/dev/shm")


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    if not ANOTHER_DISK.is_dir() or ANOTHER_DISK.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("this machine has no second disk that we may write to")
    folder = Path(tempfile.mkdtemp(prefix="countersign-", dir=ANOTHER_DISK))
    yield folder
    shutil.rmtree(folder)


def test_what_lies_on_another_disk_is_deleted_there(tmp_path: Path, disk: Path) -> None:
    (tmp_path / "storage").symlink_to(disk)
    (disk / ".incoming").mkdir()
    (disk / "raw" / "user").mkdir(parents=True)
    (disk / "raw" / "user" / "original.pdf").write_bytes(b"%PDF")
    reset_storage(tmp_path)
    assert sorted(path.relative_to(disk).as_posix() for path in disk.rglob("*")) == [".incoming", "raw"]


def test_a_storage_that_never_held_anything_is_empty_already(tmp_path: Path) -> None:
    reset_storage(tmp_path)
    assert list((tmp_path / "storage").iterdir()) == []
