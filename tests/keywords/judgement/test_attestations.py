"""Attestations count if the right person signed them for the right manifest; then the run is decided again."""

import hashlib
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from keywords import dossier
from keywords.basics.words import Decision, Verdict
from keywords.checklists.requirements import catalogue
from keywords.dossier import manifest
from keywords.judgement.attestations import FOLDER, NAMESPACE, attested, read
from tests.keywords.evidence.results_builder import green

TODAY = date(2026, 11, 21)
ASKED = [r.id for r in catalogue().values() if r.kind == "attest" and r.applies_to("cloud")]
FIGURES = {name: {limit.metric: limit.value for limit in catalogue()[name].limit} for name in ASKED}  # just good enough


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keys of Jo, who may sign, and of Max, who may not."""
    folder = tmp_path_factory.mktemp("keys")
    for name in ("jo", "max"):
        command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(folder / name)]
        subprocess.run(command, check=True)
    public = (folder / "jo.pub").read_text().strip()
    (folder / "allowed").write_text(f'jo@example.org namespaces="countersign" {public}\n')
    return folder


@pytest.fixture
def run(tmp_path: Path, keys: Path) -> Path:
    """A cloud run that lacks only attestations."""
    folder = green("cloud", allowed_signers=str(keys / "allowed")).write(tmp_path / "results")
    assert dossier.build(folder).decision is Decision.HOLD
    return folder


def attest(run: Path, keys: Path, key: str = "jo", name: str = "jo", **changed: Any) -> Path:
    """Write and sign an attestation of everything asked for."""
    said = {
        "person": "Jo Example",
        "role": "product owner",
        "date": "2026-11-20",
        "signer": "jo@example.org",
        "manifest": hashlib.sha256((run / manifest.FILE).read_bytes()).hexdigest(),
        "attests": [{"requirement": name, "figures": FIGURES[name]} for name in ASKED],
    } | changed
    file = run / FOLDER / f"{name}.yaml"
    file.parent.mkdir(exist_ok=True)
    file.write_text(yaml.safe_dump(said), encoding="utf-8")
    command = ["ssh-keygen", "-q", "-Y", "sign", "-n", NAMESPACE, "-f", str(keys / key), str(file)]
    subprocess.run(command, check=True, capture_output=True)
    return file


def test_a_signed_attestation_turns_hold_into_go_without_running(run: Path, keys: Path) -> None:
    attest(run, keys)
    found = dossier.decide(run, TODAY)
    assert (found.decision, [r for r in found.reasons if not r.startswith("For information")]) == (Decision.GO, [])
    assert found.run.attestations[0].counts
    assert dossier.verify(run).holds, dossier.verify(run).text
    assert dossier.decide(run, TODAY).decision is Decision.GO  # the manifest that was signed is remembered


def test_a_second_person_signs_the_manifest_of_the_first_decision(run: Path, keys: Path) -> None:
    attest(run, keys, attests=[{"requirement": name, "figures": FIGURES[name]} for name in ASKED[:-1]])
    first = dossier.decide(run, TODAY)
    assert first.decision is Decision.HOLD
    assert any(ASKED[-1] in reason for reason in first.reasons)
    attest(run, keys, name="jo-again", attests=[{"requirement": ASKED[-1], "figures": FIGURES[ASKED[-1]]}])
    assert dossier.decide(run, TODAY).decision is Decision.GO


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"manifest": "0" * 64}, "names another manifest"),
        ({"signer": "max@example.org"}, "signer is unknown"),
        ({"key": "max"}, "signer is unknown"),
        ({"date": "2027-01-01"}, "still to come"),
        ({"attests": []}, "form of an attestation"),
    ],
)
def test_an_attestation_that_does_not_count_is_named_and_the_run_holds(
    run: Path, keys: Path, changed: dict[str, Any], words: str
) -> None:
    attest(run, keys, **changed)
    found = dossier.decide(run, TODAY)
    assert found.decision is Decision.HOLD
    assert any(words in reason for reason in found.reasons), found.reasons
    assert not found.run.attestations[0].counts


def test_a_text_altered_after_signing_does_not_count(run: Path, keys: Path) -> None:
    file = attest(run, keys)
    file.write_text(file.read_text() + "# one line more\n")
    found = dossier.decide(run, TODAY)
    assert found.decision is Decision.HOLD
    assert any("signature does not fit" in reason for reason in found.reasons)


def test_a_signature_for_another_purpose_does_not_count(run: Path, keys: Path) -> None:
    file = attest(run, keys)
    Path(f"{file}.sig").unlink()
    found = dossier.decide(run, TODAY)
    assert any("not signed yet" in reason for reason in found.reasons)
    command = ["ssh-keygen", "-q", "-Y", "sign", "-n", "git", "-f", str(keys / "jo"), str(file)]
    subprocess.run(command, check=True, capture_output=True)
    assert dossier.decide(run, TODAY).decision is Decision.HOLD


def test_without_ssh_keygen_it_is_inconclusive(run: Path, keys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    attest(run, keys)
    monkeypatch.setenv("PATH", "/nowhere")
    found = dossier.decide(run, TODAY)
    assert found.decision is Decision.HOLD
    verdicts = {line.id: line.verdict for line in found.requirements}
    assert verdicts["P3-19.3"] is Verdict.INCONCLUSIVE
    assert any("ssh-keygen is not on this machine" in reason for reason in found.reasons)


@pytest.mark.parametrize(
    ("statement", "decision", "words"),
    [
        (
            {"figures": {"team_confidence": 7}},
            Decision.NO_GO,
            "team_confidence is 7 out of 10, expected >= 8 out of 10",
        ),
        ({}, Decision.HOLD, "gives no figure for team_confidence"),
        ({"holds": False, "says": "not before the rollback"}, Decision.NO_GO, "says that it does not hold"),
    ],
)
def test_an_attested_figure_is_judged(
    run: Path, keys: Path, statement: dict[str, Any], decision: Decision, words: str
) -> None:
    others = [{"requirement": name, "figures": FIGURES[name]} for name in ASKED if name != "P3-19.3"]
    attest(run, keys, attests=[*others, {"requirement": "P3-19.3", **statement}])
    found = dossier.decide(run, TODAY)
    assert found.decision is decision
    assert any(words in reason for reason in found.reasons), found.reasons


def test_a_requirement_that_must_be_observed_cannot_be_attested(run: Path, keys: Path) -> None:
    attest(run, keys, attests=[{"requirement": "P2-1.1"}])
    found = dossier.decide(run, TODAY)
    assert any("P2-1.1 does not count: it must be observed" in reason for reason in found.reasons)


def test_a_document_is_attested_with_its_hash(run: Path, keys: Path, tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text("notes")
    right = hashlib.sha256(b"notes").hexdigest()
    for statement, verdict in [
        ({"file": "notes.md", "sha256": right}, Verdict.PASS),
        ({"file": "notes.md", "sha256": "0" * 64}, Verdict.INCONCLUSIVE),
        ({"file": "../secret", "sha256": right}, Verdict.INCONCLUSIVE),
        ({}, Verdict.INCONCLUSIVE),
    ]:
        attest(run, keys, attests=[{"requirement": "P4-9.1", **statement}])
        (found,) = read(run, keys / "allowed", manifest.known(run), TODAY)
        assert found.counts, found.problem
        assert attested([found], catalogue(), tmp_path)[0]["P4-9.1"].verdict is verdict
        Path(f"{run / found.file}.sig").unlink()


def test_an_attestation_of_other_evidence_does_not_count(run: Path, keys: Path) -> None:
    attest(run, keys)
    record = next((run / "evidence").glob("*/*.json"))
    record.write_text(record.read_text().replace('"population": 5', '"population": 6'))
    refused = dossier.decide(run, TODAY)
    assert refused.decision is Decision.HOLD
    assert any("was altered" in reason for reason in refused.reasons)
    rebuilt = dossier.build(run)  # also with a new manifest
    assert rebuilt.decision is Decision.HOLD
    assert any("names another manifest" in reason for reason in rebuilt.reasons)
