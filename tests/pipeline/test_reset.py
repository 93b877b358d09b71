"""A reset of a stack whose storage is on another disk."""

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
        pytest.skip("this machine has no second writable disk")
    folder = Path(tempfile.mkdtemp(prefix="countersign-", dir=ANOTHER_DISK))
    yield folder
    shutil.rmtree(folder)


def test_a_reset_deletes_objects_on_another_disk(tmp_path: Path, disk: Path) -> None:
    (tmp_path / "storage").symlink_to(disk)
    (disk / ".incoming").mkdir()
    (disk / "raw" / "user").mkdir(parents=True)
    (disk / "raw" / "user" / "original.pdf").write_bytes(b"%PDF")
    reset_storage(tmp_path)
    assert sorted(path.relative_to(disk).as_posix() for path in disk.rglob("*")) == [".incoming", "raw"]


def test_a_reset_of_a_storage_that_was_never_used_succeeds(tmp_path: Path) -> None:
    reset_storage(tmp_path)
    assert list((tmp_path / "storage").iterdir()) == []
