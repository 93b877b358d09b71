"""Small disks: a service's data move there and back, and only such a disk is ever filled."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from keywords.basics.errors import TestBedError
from keywords.faults import disks
from keywords.faults.fault import Fault
from tests.keywords.stacks.fake import FakeStack
from tests.pipeline.small_disk import unavailable

SMALL, FULL = Fault("disk", "storage", {"spare_mib": 1}), Fault("room", "storage")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The data of a service."""
    made = tmp_path / "data"
    made.mkdir(mode=0o700)
    (made / "old").write_text("was there")
    return made


@pytest.fixture
def stack(folder: Path) -> Iterator[FakeStack]:
    """A stack with its data on a small disk. Without the right to mount one, tests are skipped; in CI they fail."""
    made = FakeStack(f"test-{os.getpid()}", data=folder)
    try:
        SMALL.strike(made)
    except TestBedError as error:
        SMALL.heal(made)
        assert (folder / "old").read_text() == "was there"
        unavailable(error)
    try:
        yield made
    finally:
        made.gone = False
        SMALL.heal(made)
    assert not disks.mounted(disks.disk_name(made, "storage"))


def write_until_refused(folder: Path) -> OSError:
    with pytest.raises(OSError) as refused, (folder / "new").open("wb") as file:  # noqa: PT011, PT012 (any; until)
        for _ in range(64):
            file.write(bytes(1 << 16))
            file.flush()
    return refused.value


def test_data_move_to_a_small_disk_and_back_with_every_change_made_there(stack: FakeStack, folder: Path) -> None:
    assert stack.deeds == ["stop storage", "start storage"]
    assert folder.is_mount()
    assert (folder / "old").read_text() == "was there"
    (folder / "new").write_text("came since")
    (folder / "old").unlink()
    SMALL.heal(stack)
    assert not folder.is_mount()
    assert [(path.name, path.read_text()) for path in folder.iterdir()] == [("new", "came since")]
    assert folder.stat().st_mode & 0o777 == 0o700
    assert list(folder.parent.iterdir()) == [folder]
    deeds = len(stack.deeds)
    SMALL.heal(stack)
    assert len(stack.deeds) == deeds, "it stops nothing if there is nothing to heal"


def test_a_full_disk_refuses_every_byte_until_it_has_room_again(stack: FakeStack, folder: Path) -> None:
    FULL.strike(stack)
    assert write_until_refused(folder).errno == 28
    FULL.heal(stack)
    (folder / "new").write_bytes(bytes(1 << 18))
    assert stack.deeds[-1] == "start storage"


def test_the_disk_of_a_stack_that_no_longer_exists_is_removed(stack: FakeStack, folder: Path) -> None:
    stack.gone = True
    FULL.heal(stack)
    SMALL.heal(stack)
    assert not folder.exists()
    assert not disks.aside(folder).exists()


def test_a_disk_that_others_use_is_never_filled(folder: Path) -> None:
    with pytest.raises(TestBedError, match="others' disks are not filled"):
        FULL.strike(FakeStack("no small disk", data=folder))
    assert [path.name for path in folder.iterdir()] == ["old"]
