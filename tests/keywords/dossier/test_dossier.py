"""The dossier's files, its manifest, and the proof that nothing was altered."""

import json
import shutil
import subprocess
import xml.etree.ElementTree as ET
from datetime import date
from pathlib import Path

import jsonschema_rs
import pytest

from keywords import dossier
from keywords.basics.words import Decision, Verdict
from keywords.checklists.requirements import catalogue
from keywords.commands import schemas
from keywords.dossier import manifest
from keywords.evidence.following import Rule
from keywords.evidence.model import Case, Observation
from tests.keywords.evidence.results_builder import Check, Folder, experiment, green

TODAY = date(2026, 11, 20)


@pytest.fixture
def run(tmp_path: Path) -> Path:
    bad = Check("A Bad <One> & Co", requirements=["P4-2.1"], status="FAIL", verdict=Verdict.FAIL)
    odd = Check(
        "Odd",
        requirements=["P7-1.1"],
        status="SKIP",
        verdict=Verdict.INCONCLUSIVE,
        reasons=["no key\u0001"],
        judgements=[],
    )
    folder = green("embedded", bad, odd, Check("Absent", status=None, verdict=None)).write(tmp_path / "results")
    dossier.build(folder)
    return folder


@pytest.mark.parametrize("name", schemas.MODELS)
def test_the_schemas_are_in_step_with_the_models(name: str) -> None:
    assert schemas.path(name).read_text(encoding="utf-8") == schemas.text(name), (
        "run python -m keywords.commands.schemas"
    )


def test_the_files_of_a_run_fit_their_schemas(run: Path) -> None:
    files = {"dossier": run / "dossier/dossier.json", "run": run / "run.json"}
    files["evidence"] = next((run / "evidence").glob("*/*.json"))
    for name, file in files.items():
        schema = json.loads(schemas.path(name).read_text(encoding="utf-8"))
        jsonschema_rs.validate(schema, json.loads(file.read_text(encoding="utf-8")))


def test_dossier_json_has_the_agreed_shape(run: Path) -> None:
    found = json.loads((run / "dossier/dossier.json").read_text(encoding="utf-8"))
    assert list(found) == ["run", "decision", "reasons", "environment", "checks", "gates", "requirements"]
    assert found["checks"] == {
        "planned": 4,
        "executed": 3,
        "not_executed": 1,
        "passed": 1,
        "failed": 1,
        "inconclusive": 1,
    }
    assert {"id", "title", "verdict", "requirements"} <= set(found["gates"][0])
    line = next(line for line in found["requirements"] if line["id"] == "P4-2.1")
    assert list(line) == [
        "id",
        "checklist",
        "section",
        "text",
        "verdict",
        "rehearsal",
        "checks",
        "evidence",
        "observed",
        "limit",
        "by",
        "supports",
        "about",
        "beyond",
    ]
    assert (line["verdict"], line["checklist"], line["section"]) == (
        "fail",
        "Phase 4",
        "Failure scenarios and recovery",
    )
    assert line["beyond"] == catalogue()["P4-2.1"].beyond != ""
    assert line["checks"] == ["check/everything-holds", "check/a-bad-one-co"]
    assert all((run / name).is_file() for name in line["evidence"])
    assert len(found["requirements"]) == len(catalogue()) > 540


def test_junit_and_summary_say_the_same(run: Path) -> None:
    root = ET.parse(run / "dossier/junit.xml").getroot()
    cases = {case.get("name"): [child.tag for child in case] for case in root.iter("testcase")}
    assert cases["Everything Holds"] == []
    assert cases["A Bad <One> & Co"] == ["failure"]
    assert cases["Odd"] == ["skipped"]
    assert root.find(".//skipped").get("message") == "inconclusive: no key\ufffd"  # type: ignore[union-attr]
    assert cases["Absent"] == ["skipped"]
    assert cases["The pipeline survives failures and recovers"] == ["failure"]
    summary = (run / "dossier/summary.md").read_text(encoding="utf-8")
    assert summary.startswith("# NO-GO: embedded (ready for docker)")
    assert r"A Bad \<One\> & Co" in summary


def test_sha256sum_verifies_the_manifest(run: Path) -> None:
    done = subprocess.run(["sha256sum", "-c", "--strict", manifest.FILE], cwd=run, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    assert {"output.xml: OK", "run.json: OK", "dossier/index.html: OK"} <= set(done.stdout.splitlines())


def test_the_same_input_gives_the_same_bytes(run: Path, tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in run.rglob("*") if path.is_file()}
    dossier.build(run)
    assert {path: path.read_bytes() for path in run.rglob("*") if path.is_file()} == before


def test_an_untouched_dossier_verifies(run: Path) -> None:
    found = dossier.verify(run)
    assert found.holds
    assert "NO-GO" in found.text


@pytest.mark.parametrize(
    "name", ["evidence/check/everything-holds.json", "dossier/dossier.json", "output.xml", "run.json"]
)
def test_each_altered_file_is_named(run: Path, name: str) -> None:
    (run / name).write_text((run / name).read_text(encoding="utf-8") + " ", encoding="utf-8")
    assert f"{name} was altered." in dossier.verify(run).problems


def test_missing_and_additional_files_are_named(run: Path) -> None:
    (run / "evidence/check/everything-holds.json").unlink()
    (run / "evidence/check/new.json").write_text("{}")
    found = dossier.verify(run).problems
    assert "evidence/check/everything-holds.json is missing." in found
    assert "evidence/check/new.json was added after the manifest was written." in found
    (run / manifest.FILE).unlink()
    assert "manifest.sha256 is missing." in dossier.verify(run).problems


def test_a_dossier_altered_together_with_its_manifest_is_found(run: Path) -> None:
    for name, old, new in [
        ("dossier.json", '"decision": "NO-GO"', '"decision": "GO"'),
        ("index.html", ">NO-GO<", ">GO<"),
    ]:
        file = run / "dossier" / name
        file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    (run / manifest.FILE).write_text(manifest.text(run), encoding="utf-8")
    found = dossier.verify(run).problems
    assert "Decision: GO -> NO-GO." in found
    assert "dossier/index.html is not what the evidence gives." in found


def test_an_unreadable_dossier_is_a_finding(run: Path) -> None:
    (run / "dossier/dossier.json").write_text("{")
    assert "dossier/dossier.json cannot be read." in dossier.verify(run).problems


def test_altered_evidence_is_not_decided_on_again(run: Path) -> None:
    record = run / "evidence/check/a-bad-one-co.json"
    before = (run / "dossier/dossier.json").read_bytes()
    record.write_text(record.read_text().replace('"fail"', '"pass"'))
    found = dossier.decide(run, TODAY)
    assert found.decision is not Decision.GO
    assert "evidence/check/a-bad-one-co.json was altered" in found.reasons[0]
    assert (run / "dossier/dossier.json").read_bytes() == before


def test_announcing_a_run_replaces_an_old_go(tmp_path: Path) -> None:
    folder = green().write(tmp_path)
    assert dossier.build(folder).decision is Decision.GO
    assert dossier.announce(folder, green().run()).decision is Decision.HOLD
    assert not (folder / manifest.FILE).exists()
    assert "HOLD: running" in (folder / "dossier/index.html").read_text(encoding="utf-8")
    assert "HOLD: running" in (folder / "dossier/summary.md").read_text(encoding="utf-8")
    assert json.loads((folder / "dossier/dossier.json").read_text(encoding="utf-8"))["decision"] == "HOLD"
    assert not (folder / "dossier/junit.xml").exists()


def test_an_empty_folder_gives_a_dossier_that_holds(tmp_path: Path) -> None:
    found = dossier.build(tmp_path)
    assert found.decision is Decision.HOLD
    assert found.reasons[0] == "run.json is missing: nothing shows what was planned."


def test_comparing_names_verdicts_and_figures_that_changed(run: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(run, other)
    assert dossier.compare(run, other).startswith("Nothing changed")
    shutil.rmtree(other / "evidence")
    times = Observation(name="time to embedded", value=3, unit="s", population=3, samples=[2, 3, 9])
    Folder([*green().checks], [experiment("batch", times)], green().environment).write(other)
    dossier.build(other)
    text = dossier.compare(run, other)
    assert "Decision: NO-GO -> GO." in text
    assert (
        "P4-2.1 (A LlamaParse outage is survived and the affected jobs complete after it ends): fail -> pass." in text
    )
    assert "batch: time to embedded: not observed -> median 3 s of 3." in text


def test_a_comparison_for_a_comment_folds_the_figures_and_is_never_too_long(run: Path, tmp_path: Path) -> None:
    assert dossier.compare_as_markdown(run, run).endswith("The decision and all verdicts are the same.")
    other, many = tmp_path / "other", 300
    times = [Observation(name=f"time <{n}>", value=3, unit="s", population=3, samples=[2, 3, 9]) for n in range(many)]
    Folder([*green().checks], [experiment("batch", *times)], green().environment).write(other)
    dossier.build(other)
    verdicts, _, figures = dossier.compare_as_markdown(run, other).partition("<details>")
    assert "- Decision: NO-GO -\\> GO." in verdicts
    assert "- P4-2.1 (" in verdicts
    assert figures.startswith(f"<summary>{many + 2} figures changed</summary>\n\n- ")
    assert "- and 202 more\n\n</details>" in figures
    assert r"batch: time \<0\>: not observed" in figures


def test_a_value_that_does_not_follow_from_its_cases_is_altered(tmp_path: Path) -> None:
    cases = [Case.of("a question", "an answer", "an answer", user="u-1"), Case.of("another", "yes", "no", user="u-2")]
    seen = Observation(
        name="facts found by search", value=50, unit="%", population=2, rule=Rule.SHARE_PASSED, cases=cases
    )
    folder = Folder([Check("Fine")], [experiment("one document", seen)]).write(tmp_path / "results")
    dossier.build(folder)
    assert dossier.verify(folder).holds
    record = folder / "evidence/experiment/one-document.json"
    record.write_text(record.read_text(encoding="utf-8").replace('"value": 50.0', '"value": 100.0'), encoding="utf-8")
    (folder / manifest.FILE).write_text(manifest.text(folder), encoding="utf-8")
    assert dossier.verify(folder).problems == (
        "evidence/experiment/one-document.json was altered: 'facts found by search' is recorded as 100.0 %, "
        "and its cases give 50.0 % (% of the cases passed).",
    )
