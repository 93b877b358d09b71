"""The ledger: on the disk before the deed, there for the next run after a kill, and empty when all is undone."""

import fcntl
import json
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from keywords.basics.waiting import eventually
from keywords.cleaning import cleaner
from keywords.cleaning.cleaner import Kind
from keywords.contract.place import Place
from keywords.safety import ledger
from keywords.safety.ledger import Ledger, LedgerError, OwnLedger, read

# A run that creates files one after another, and writes each into its ledger first.
RUN = """
import sys
from pathlib import Path
from keywords.safety.ledger import OwnLedger
own = OwnLedger()
for number in range(100_000):
    path = Path(sys.argv[1]) / str(number)
    own.note("file", "here", {"path": str(path)})
    path.touch()
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A state folder of the test's own, and files as the things to undo."""
    monkeypatch.setenv(ledger.VARIABLE, str(tmp_path / "state"))
    monkeypatch.setitem(cleaner.KINDS, "file", Kind(remove, lambda file: f"rm {file['path']}"))
    return tmp_path / "state"


@pytest.fixture
def own() -> OwnLedger:
    """The ledger of this run."""
    return OwnLedger()


def remove(file: dict[str, Any], _places: Sequence[Place]) -> None:
    Path(file["path"]).unlink(missing_ok=True)


def dead(own: OwnLedger) -> None:
    """Let go of the file as the system does when a run ends; what it holds stays undone."""
    with own.ending():
        pass


def on_disk(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for path in folder.glob("*.jsonl") for line in path.read_text().split("\n") if line]


def created(own: OwnLedger, tmp_path: Path, *names: str) -> list[Path]:
    """Files that this run has created, each in its ledger."""
    paths = [tmp_path / name for name in names]
    for path in paths:
        own.note("file", "here", {"path": str(path)})
        path.touch()
    return paths


def test_an_entry_is_on_the_disk_before_the_deed_begins(own: OwnLedger, folder: Path) -> None:
    own.note("file", "here", {"path": "/nowhere"})
    run, entry = on_disk(folder)
    assert run["run"]["pid"] > 0
    assert (entry["kind"], entry["environment"], entry["undo"]) == ("file", "here", {"path": "/nowhere"})


def test_a_run_without_an_entry_leaves_no_file(own: OwnLedger, folder: Path) -> None:
    assert own.open == []
    assert cleaner.end(own) == cleaner.Cleaned()
    assert not folder.exists()


def test_only_its_user_may_read_it(own: OwnLedger, folder: Path) -> None:
    own.opened()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()] == [0o600]


def test_the_end_of_a_run_undoes_everything_and_leaves_no_file(own: OwnLedger, folder: Path, tmp_path: Path) -> None:
    paths = created(own, tmp_path, "a", "b", "c")
    assert cleaner.end(own) == cleaner.Cleaned(undone=3)
    assert not [path for path in paths if path.exists()]
    assert list(folder.iterdir()) == []


def test_two_runs_of_one_process_undo_only_their_own(own: OwnLedger, tmp_path: Path) -> None:
    other = OwnLedger()
    (mine,), (theirs,) = created(own, tmp_path, "mine"), created(other, tmp_path, "theirs")
    assert own.opened().path != other.opened().path
    assert cleaner.sweep() == cleaner.Cleaned(), "both live"
    assert cleaner.end(own) == cleaner.Cleaned(undone=1)
    assert (mine.exists(), theirs.exists()) == (False, True)
    assert cleaner.end(other) == cleaner.Cleaned(undone=1)
    assert not theirs.exists()


def test_a_note_after_the_end_begins_another_file(own: OwnLedger, folder: Path, tmp_path: Path) -> None:
    created(own, tmp_path, "a")
    first = own.opened().path
    cleaner.end(own)
    created(own, tmp_path, "b")
    assert list(folder.iterdir()) == [own.opened().path] != [first]


def test_the_places_of_the_run_are_handed_on(own: OwnLedger, monkeypatch: pytest.MonkeyPatch) -> None:
    """They still know the sessions in which documents are deleted."""
    seen: list[Sequence[Place]] = []
    monkeypatch.setitem(cleaner.KINDS, "file", Kind(lambda _, places: seen.append(places), lambda _: ""))
    own.note("file", "here", {})
    places: list[Place] = []
    cleaner.end(own, places)
    assert seen == [places]


def test_what_was_undone_early_is_not_undone_again(own: OwnLedger, monkeypatch: pytest.MonkeyPatch) -> None:
    undone: list[str] = []
    monkeypatch.setitem(cleaner.KINDS, "file", Kind(lambda file, _: undone.append(file["path"]), lambda _: ""))
    first, second, third = (own.note("file", "here", {"path": name}) for name in "abc")
    own.settle(second)
    assert own.open == [third, first]
    cleaner.end(own)
    assert undone == ["c", "a"], "latest first"
    assert (first.number, third.number) == (1, 3)


def test_an_entry_that_cannot_be_undone_stays_and_stops_no_other(own: OwnLedger, folder: Path, tmp_path: Path) -> None:
    first, stubborn, last = created(own, tmp_path, "first", "stubborn", "last")
    stubborn.unlink()
    stubborn.mkdir()
    ended = cleaner.end(own)
    assert (first.exists(), stubborn.exists(), last.exists()) == (False, True, False)
    (sentence,) = ended.sentences
    assert sentence.startswith("Left behind in here: ")
    assert f"By hand: rm {stubborn}" in sentence
    again = cleaner.sweep()
    assert (again.undone, again.sentences) == (0, [sentence])
    assert len([line for line in on_disk(folder) if "trouble" in line]) == 1, "the same trouble is written once"
    stubborn.rmdir()
    assert cleaner.sweep() == cleaner.Cleaned(undone=1)
    assert list(folder.iterdir()) == []


def test_what_has_to_remain_is_reported_and_forgotten(
    own: OwnLedger, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(cleaner.KINDS, "file", Kind(lambda *_: "accounts in here", lambda _: ""))
    for name in "abc":
        own.note("file", "here", {"path": name})
    assert cleaner.end(own).sentences == ["accounts in here: 3"]
    assert list(folder.iterdir()) == []


def test_an_entry_of_another_version_is_reported_and_kept(own: OwnLedger, folder: Path) -> None:
    own.note("comet", "here", {"tail": "long"})
    dead(own)
    assert "does not know how to undo a comet" in cleaner.sweep().troubles[0]
    assert len(list(folder.iterdir())) == 1


@pytest.fixture
def run(folder: Path, tmp_path: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """Another process that creates files until it is killed."""
    (tmp_path / "things").mkdir()
    child = subprocess.Popen([sys.executable, "-c", RUN, str(tmp_path / "things")])
    eventually(lambda: len(list((tmp_path / "things").iterdir())), lambda number: number > 5, "some things")
    yield child
    child.kill()
    child.wait()


def test_a_living_run_is_left_alone(run: "subprocess.Popen[bytes]", tmp_path: Path) -> None:
    assert cleaner.sweep() == cleaner.Cleaned()
    assert run.poll() is None
    assert (tmp_path / "things" / "0").exists()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_the_next_run_undoes_what_a_killed_one_left(
    run: "subprocess.Popen[bytes]", folder: Path, tmp_path: Path, number: signal.Signals
) -> None:
    run.send_signal(number)
    run.wait()
    there = len(list((tmp_path / "things").iterdir()))
    cleaned = cleaner.sweep()
    assert cleaned.troubles == []
    assert cleaned.undone in (there, there + 1), "the last may have been written down, and not have begun"
    assert list((tmp_path / "things").iterdir()) == []
    assert list(folder.iterdir()) == []


def test_two_that_clean_at_once_undo_each_thing_once(run: "subprocess.Popen[bytes]", tmp_path: Path) -> None:
    run.kill()
    run.wait()
    there, begun = len(list((tmp_path / "things").iterdir())), threading.Barrier(4)
    cleaned: list[cleaner.Cleaned] = []

    def clean() -> None:
        begun.wait()
        cleaned.append(cleaner.sweep())

    threads = [threading.Thread(target=clean) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(each.undone for each in cleaned) in (there, there + 1)
    assert list((tmp_path / "things").iterdir()) == []


def test_a_file_that_another_process_has_just_finished_is_passed_over(
    own: OwnLedger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    created(own, tmp_path, "a")
    dead(own)
    (path,) = ledger.files()
    monkeypatch.setattr(fcntl, "flock", lambda *_: path.unlink())  # right before the lock is taken
    assert cleaner.sweep() == cleaner.Cleaned()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=50)
@given(st.lists(st.sampled_from(["note", "settle", "trouble"]), min_size=1, max_size=12), st.data())
def test_a_file_that_was_cut_anywhere_still_says_what_is_open(
    tmp_path: Path, folder: Path, deeds: list[str], data: st.DataObject
) -> None:
    held = Ledger.begin()
    ends = [(held.path.stat().st_size, dict(held.page.entries))]  # how long the file was, and what was open then
    for deed in deeds:
        if deed == "note" or not held.page.open:
            held.note("file", "here", {"path": "å" * len(ends)})
        elif deed == "settle":
            held.settle(held.page.open[-1])
        else:
            held.trouble(held.page.open[0], f"trouble {len(ends)}")
        ends.append((held.path.stat().st_size, dict(held.page.entries)))
    whole = held.path.read_bytes()
    length = data.draw(st.integers(ends[0][0], len(whole)))
    cut = tmp_path / "cut.jsonl"
    cut.write_bytes(whole[:length])
    assert read(cut).entries == [entries for size, entries in ends if size <= length][-1]
    held.page.entries.clear()
    held.close()


def test_a_new_line_after_a_torn_one_is_read(own: OwnLedger) -> None:
    entry = own.note("file", "here", {"path": "a"})
    dead(own)
    (path,) = ledger.files()
    path.write_bytes(path.read_bytes() + b'\n{"entry": 2, "ki')
    with ledger.taken_over(path) as held:
        assert held is not None
        assert held.page.open == [entry]
        held.trouble(entry, "too heavy")
    assert read(path).troubles == {1: "too heavy"}


def test_nothing_is_created_where_nothing_can_be_written_down(
    own: OwnLedger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv(ledger.VARIABLE, str(tmp_path / "file" / "state"))
    with pytest.raises(LedgerError, match=ledger.VARIABLE):
        created(own, tmp_path, "a")
    assert not (tmp_path / "a").exists()


def test_ledgers_are_kept_outside_of_results(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(ledger.VARIABLE)
    monkeypatch.setenv("XDG_STATE_HOME", "/somewhere/state")
    assert ledger.folder() == Path("/somewhere/state/countersign-ledger")
    monkeypatch.delenv("XDG_STATE_HOME")
    assert ledger.folder() == Path.home() / ".local/state/countersign-ledger"
