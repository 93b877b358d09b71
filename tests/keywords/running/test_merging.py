"""What several runs left becomes one dossier, and what does not belong together is HOLD."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from robot.errors import DataError

from keywords import dossier
from keywords.basics.words import Decision
from keywords.evidence.model import Observation
from keywords.evidence.results import RunRecord
from keywords.running import checks, merging, runs
from tests.keywords.evidence.results_builder import Check, Folder, experiment, green

SEEN = Observation(name="accepted documents", value=5, unit="documents", population=5)
Change = Callable[[RunRecord], dict[str, Any]]


def other(*more: Check) -> Folder:
    """The checks of a second runner, one of which rests on an experiment that the first one made, too."""
    made = green()
    made.checks = [Check("Another", rests_on=["experiment/five-jobs"]), *more]
    return made


def part(folder: Path, made: Folder, change: Change = lambda _: {}) -> Path:
    """The folder of one runner, whose run has the folder's name for its id."""
    made.experiments = [experiment("five jobs", SEEN)]
    made.complete = False
    made.write(folder)
    for file in [folder / "run.json", *folder.glob("evidence/*/*.json")]:
        file.write_text(file.read_text(encoding="utf-8").replace('"run-1"', f'"{folder.name}"'), encoding="utf-8")
    record = RunRecord.load(folder)
    planned = [check.model_copy(update={"source": f"suites/{check.suite}.robot"}) for check in record.planned]
    record.model_copy(update={"planned": planned, "commit": "c0ffee", **change(record)}).save(folder)
    dossier.build(folder)
    return folder


@pytest.fixture(autouse=True)
def needed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two checks are all that there is."""
    both = {("suites/Suites.Phase 4.robot", name) for name in ("Everything Holds", "Another")}
    monkeypatch.setattr(checks, "needed_for", lambda _: both)


@pytest.fixture
def one(tmp_path: Path) -> Path:
    return part(tmp_path / "one", green())


def test_two_runs_give_one_decision(tmp_path: Path, one: Path) -> None:
    two = part(tmp_path / "two", other())
    merged = tmp_path / "merged"
    built = merging.merge([one, two], merged)
    assert built.decision is Decision.GO, built.reasons
    assert (built.run.complete, built.checks.planned, built.checks.executed) == (True, 2, 2)
    assert dossier.verify(merged).holds, dossier.verify(merged).text
    names = {path.name for path in (merged / "evidence" / "experiment").iterdir()}
    assert names == {"five-jobs.json", "five-jobs-two.json"}
    another = json.loads((merged / "evidence" / "check" / "another.json").read_text(encoding="utf-8"))
    assert (another["rests_on"], another["run"]) == (["experiment/five-jobs-two"], "two")
    assert RunRecord.load(merged).merged[1].folder == "two"
    assert {"log.html", "report.html"} <= {path.name for path in merged.iterdir()}


def test_one_alone_is_not_all(tmp_path: Path, one: Path) -> None:
    two = part(tmp_path / "two", other())
    for folder in (one, two):
        assert dossier.build(folder).decision is Decision.HOLD
    failed = part(tmp_path / "failed", other(Check("Bad", status="FAIL")))
    assert merging.merge([one, failed], tmp_path / "merged").decision is Decision.NO_GO


def fingerprint(**changed: str) -> Change:
    return lambda record: {
        "environment": record.environment.model_copy(update={"fingerprint": {"host": "here", **changed}})
    }


WRONG: dict[str, tuple[Change, str]] = {
    "another environment": (
        lambda record: {"environment": record.environment.model_copy(update={"name": "docker"})},
        "The runs have different environments: one embedded; two docker.",
    ),
    "another commit": (lambda _: {"commit": "decade"}, "different commits of the suite: one c0ffee; two decade."),
    "another pipeline": (fingerprint(host="there"), "different pipelines (host): one here; two there."),
    "another address": (fingerprint(api="https://b.example"), "different pipelines (api): one nothing; two https://b"),
    "other gates": (
        lambda record: {"environment": record.environment.model_copy(update={"gates": ["G1"]})},
        "different gates: one none named; two G1.",
    ),
    "unfinished": (lambda _: {"finished": None}, "two did not finish."),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_does_not_belong_together_is_held(tmp_path: Path, one: Path, case: str) -> None:
    change, said = WRONG[case]
    built = merging.merge([one, part(tmp_path / "two", other(), change)], tmp_path / "merged")
    assert built.decision is Decision.HOLD
    assert said in "\n".join(built.reasons)
    assert dossier.build(tmp_path / "merged").reasons == built.reasons, "a second decision forgets it"


def test_a_check_of_two_runs_is_held(tmp_path: Path, one: Path) -> None:
    two = part(tmp_path / "two", other(green().checks[0]))
    built = merging.merge([one, two], tmp_path / "merged")
    assert built.decision is Decision.HOLD
    assert (
        "one and two executed the same checks, so it is open which of them counts: everything-holds." in built.reasons
    )


def test_evidence_that_was_altered_is_held(tmp_path: Path, one: Path) -> None:
    two = part(tmp_path / "two", other())
    file = two / "evidence" / "check" / "another.json"
    file.write_text(file.read_text(encoding="utf-8").replace("Another", "Anothes"), encoding="utf-8")
    built = merging.merge([one, two], tmp_path / "merged")
    assert built.decision is Decision.HOLD
    assert "two: evidence/check/another.json was altered." in built.reasons


def test_own_stacks_have_addresses_of_their_own(tmp_path: Path) -> None:
    one = part(tmp_path / "one", green(), fingerprint(api="http://127.0.0.1:1"))
    two = part(tmp_path / "two", other(), fingerprint(api="http://127.0.0.1:2"))
    built = merging.merge([one, two], tmp_path / "merged")
    assert built.decision is Decision.GO, built.reasons
    assert built.environment.fingerprint["api"] == "http://127.0.0.1:1, http://127.0.0.1:2"


def test_runs_that_began_at_different_suites(tmp_path: Path, one: Path) -> None:
    made = other()
    two = part(tmp_path / "two", made, lambda record: {})
    record = RunRecord.load(two)
    planned = [check.model_copy(update={"suite": "Phase 4"}) for check in record.planned]
    record.model_copy(update={"planned": planned}).save(two)
    output = (two / "output.xml").read_text(encoding="utf-8")
    inner = output[output.index('<suite id="s1-s1"') : output.index("</suite>") + 8].replace("s1-s1", "s1")
    start, end = output.index('<suite id="s1"'), output.index("<statistics>")
    (two / "output.xml").write_text(output[:start] + inner + output[end:], encoding="utf-8")
    dossier.build(two)
    built = merging.merge([one, two], tmp_path / "merged")
    assert built.decision is Decision.GO, built.reasons
    assert RunRecord.load(tmp_path / "merged").planned[1].long_name == "Merged runs.Phase 4.Another"


def test_folders_of_runs_are_found(tmp_path: Path, one: Path) -> None:
    inner = part(tmp_path / "out" / "pabot_results" / "0", other())
    assert merging.folders([tmp_path / "out"]) == merging.folders([tmp_path / "out" / "pabot_results"]) == [inner]
    assert merging.folders([one, one]) == [one]
    assert set(merging.folders([tmp_path])) == {one}
    with pytest.raises(DataError, match="holds no run"):
        merging.merge([one, tmp_path / "nowhere"], tmp_path / "merged")
    with pytest.raises(DataError, match="name another folder"):
        merging.merge([one, inner], one)


def test_in_results_the_merged_run_is_the_latest(tmp_path: Path, one: Path) -> None:
    two = part(tmp_path / "two", other())
    folder = runs.make(tmp_path / "results")
    merging.merge([one, two], folder)
    assert runs.target(tmp_path / "results", "latest") == runs.target(tmp_path / "results", "whole") == folder
