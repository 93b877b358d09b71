"""results/ keeps runs: which is the latest, which is the last whole one, and which are deleted."""

import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from robot.errors import DataError

from keywords import dossier, environments
from keywords.dossier import manifest
from keywords.running import checks, runs
from tests.keywords.evidence.results_builder import green, output_xml

HOLDING = """
import sys
from pathlib import Path
from keywords.running import runs
runs._hold(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""
MORNING = datetime(2026, 11, 20, 9, tzinfo=UTC)


@dataclass
class Shelf:
    """A results/, and a clock for the runs in it."""

    root: Path
    count: int = 0

    def begin(self) -> Path:
        folder = runs.make(self.root)
        checks.begin(folder, environments.load())
        return folder

    def run(self, *, complete: bool) -> Path:
        """A run from begin to end."""
        folder = self.begin()
        made = green()
        made.complete = complete
        made.write(folder)
        dossier.build(folder)
        runs.ended(folder)
        return folder

    def latest(self) -> Path | None:
        return runs.target(self.root, runs.LATEST)

    def whole(self) -> Path | None:
        return runs.target(self.root, runs.WHOLE)

    def kept(self) -> set[str]:
        return {path.name for path in (self.root / runs.FOLDER).iterdir()}


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    """Runs that begin a second apart, and whose processes have ended: nothing holds their folders."""
    shelf = Shelf(tmp_path / "results")

    def clock() -> datetime:
        shelf.count += 1
        return MORNING + timedelta(seconds=shelf.count)

    monkeypatch.setattr(runs, "now", clock)
    monkeypatch.setattr(runs, "_hold", lambda _: None)
    return shelf


def test_the_latest_run_is_the_one_that_is_running(shelf: Shelf) -> None:
    before = shelf.run(complete=True)
    assert (shelf.latest(), shelf.whole()) == (before, before)
    running = shelf.begin()
    assert shelf.latest() == running
    for page in ("dossier/index.html", "latest/dossier/index.html"):
        assert "HOLD: running" in (shelf.root / page).read_text(encoding="utf-8")
    assert not (shelf.root / "manifest.sha256").exists(), "the manifest of the older run can be read as this one's"
    assert before.name not in (shelf.root / "log.html").read_text(encoding="utf-8")


def test_a_partial_run_is_the_latest_but_not_the_last_whole_one(shelf: Shelf) -> None:
    whole, partial = shelf.run(complete=True), shelf.run(complete=False)
    assert (shelf.latest(), shelf.whole()) == (partial, whole)
    assert (shelf.root / "whole" / manifest.FILE).read_bytes() == (whole / manifest.FILE).read_bytes()
    assert shelf.run(complete=True) == shelf.whole()


def test_a_run_that_did_not_execute_everything_is_not_whole(shelf: Shelf) -> None:
    cut = shelf.begin()
    made = green()
    made.output = output_xml([])
    made.write(cut)
    dossier.build(cut)
    runs.ended(cut)
    assert shelf.whole() is None


def test_old_runs_are_deleted_and_the_last_whole_one_never(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(runs.VARIABLE, "2")
    whole, old, before, now = (shelf.run(complete=complete) for complete in (True, False, False, False))
    assert shelf.kept() == {whole.name, before.name, now.name}
    assert not old.exists()


def test_only_folders_that_a_run_made_are_deleted(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(runs.VARIABLE, "1")
    signed = shelf.run(complete=False)
    (signed / "attestations" / "jo.yaml").write_text("person: Jo Example\n", encoding="utf-8")
    others = [shelf.root / runs.FOLDER / name for name in ("2026-11-20T08-00-00Z-0123abcd", "mine")]
    for other in others:
        other.mkdir()
        (other / "notes.txt").touch()
    elsewhere = shelf.root.parent / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "run.json").touch()
    link = shelf.root / runs.FOLDER / "2026-11-20T08-00-00Z-89abcdef"
    link.symlink_to(elsewhere)
    last = [shelf.run(complete=False) for _ in range(3)][-1]
    assert shelf.kept() == {signed.name, last.name, link.name, *(other.name for other in others)}
    assert (elsewhere / "run.json").exists()


def test_a_run_that_lives_is_not_deleted(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(runs.VARIABLE, "1")
    living = shelf.begin()
    with subprocess.Popen(
        [sys.executable, "-c", HOLDING, str(living)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout
        other.stdout.readline()
        second = shelf.begin()
        assert shelf.kept() == {living.name, second.name}
        other.communicate(b"\n")
    assert shelf.kept() == {living.name, second.name}
    third = shelf.begin()
    assert shelf.kept() == {third.name}


def no_links(_self: Path, _to: Path) -> None:
    raise OSError("this file system knows no links")


def test_where_links_are_impossible_a_text_file_names_the_run(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "symlink_to", no_links)
    whole, partial = shelf.run(complete=True), shelf.run(complete=False)
    assert (shelf.root / "latest.txt").read_text(encoding="utf-8") == f"runs/{partial.name}\n"
    assert runs.found(shelf.root) == partial
    assert runs.found(shelf.root / "whole") == whole
    assert partial.name in (shelf.root / "log.html").read_text(encoding="utf-8")


def test_a_run_is_found_by_its_folder_or_as_the_latest(shelf: Shelf) -> None:
    whole, partial = shelf.run(complete=True), shelf.run(complete=False)
    ways: dict[Path, Path] = {
        shelf.root: partial,
        shelf.root / "latest": partial,
        shelf.root / "whole": whole,
        whole: whole,
        shelf.root / "nowhere": shelf.root / "nowhere",
    }
    assert {given: runs.found(given) for given in ways} == ways


def test_a_run_that_lies_in_results_itself_gets_its_own_folder(shelf: Shelf) -> None:
    green().write(shelf.root)
    dossier.build(shelf.root)
    (shelf.root / "proof.sqlite").touch()
    running = shelf.begin()
    assert shelf.latest() == running
    older = shelf.whole()
    assert older
    assert older.name.startswith("2026-11-20T09-00-00Z-")
    assert dossier.verify(older).holds
    assert "HOLD: running" in (shelf.root / "dossier" / "index.html").read_text(encoding="utf-8")
    assert (shelf.root / "proof.sqlite").exists()


def test_a_chosen_folder_holds_its_run_itself(tmp_path: Path) -> None:
    checks.begin(tmp_path / "chosen", environments.load())
    assert {path.name for path in (tmp_path / "chosen").iterdir()} == {"run.json", "dossier"}
    assert runs.root_of(tmp_path / "chosen") is None


@pytest.mark.parametrize("said", ["0", "-1", "ten"])
def test_a_wrong_number_of_runs_is_refused(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(runs.VARIABLE, said)
    with pytest.raises(DataError, match=f"at least 1; it is {said!r}"):
        runs.kept()
