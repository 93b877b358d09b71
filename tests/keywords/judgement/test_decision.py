"""GO, NO-GO and HOLD over small results folders, each named after its fault."""

from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from keywords.basics.words import Decision, Verdict
from keywords.dossier.assembly import Assembled, assemble
from keywords.judgement.attestations import FOLDER
from tests.keywords.evidence.results_builder import STARTED, Check, Folder, green

RANK = [Decision.GO, Decision.HOLD, Decision.NO_GO]
WAIVER = {
    "requirement": "P4-2.1",
    "reason": "the outage is tried on larger machines",
    "name": "Jo Example",
    "date": "2026-11-01",
    "expires": "2026-11-20",
}


def decided(folder: Folder, path: Path, today: date | None = None) -> Assembled:
    return assemble(folder.write(path), today)


def waived(path: Path, **changed: str) -> str:
    file = path / "waivers.yaml"
    file.write_text(yaml.safe_dump({"waivers": [WAIVER | changed]}), encoding="utf-8")
    return str(file)


def test_green_is_go(tmp_path: Path) -> None:
    found = decided(green(), tmp_path)
    assert found.ruling.decision is Decision.GO
    assert all(reason.startswith("For information") for reason in found.ruling.reasons)


def test_red_is_no_go_and_says_which_check_and_where_to_look(tmp_path: Path) -> None:
    found = decided(green("embedded", Check("A Bad One", status="FAIL", verdict=Verdict.FAIL)), tmp_path)
    assert found.ruling.decision is Decision.NO_GO
    for words in ("'A Bad One' failed", "expected == 5 documents", "P4-1.1", "evidence/check/a-bad-one.json"):
        assert words in found.ruling.reasons[0]


def test_a_failed_check_that_speaks_for_no_requirement_is_no_go(tmp_path: Path) -> None:
    bad = Check("A Bad One", requirements=[], status="FAIL", verdict=Verdict.FAIL)
    assert decided(green("embedded", bad), tmp_path).ruling.decision is Decision.NO_GO


def test_a_failed_rehearsal_is_no_go(tmp_path: Path) -> None:
    bad = Check("A Rehearsal", requirements=["P7-1.1"], status="FAIL", verdict=Verdict.FAIL)
    found = decided(green("embedded", bad), tmp_path)
    line = next(line for line in found.dossier.requirements if line.id == "P7-1.1")
    assert (line.verdict, line.rehearsal) == (Verdict.NOT_APPLICABLE, "fail")
    assert found.ruling.decision is Decision.NO_GO
    assert found.ruling.reasons[0].startswith("The rehearsal 'A Rehearsal' failed")


HOLDS = {
    "inconclusive": (
        green("embedded", Check("Unclear", status="SKIP", message="no browser", verdict=Verdict.INCONCLUSIVE)),
        "P4-1.1 (A document goes through its full life, from upload until it is embedded) is inconclusive",
    ),
    "zero population": (green("embedded", Check("Empty", population=0)), "in no case at all"),
    "not executed": (
        green("embedded", Check("Absent", status=None, verdict=None)),
        "1 check was planned but not executed",
    ),
    "not covered": (green(without=["P4-7.7"]), "not covered by any check: P4-7.7"),
    "empty selection": (Folder([]), "Nothing was selected"),
    "part of the checks": (Folder([*green().checks], environment=green().environment, complete=False), "Only a part"),
    "not finished": (Folder([*green().checks], environment=green().environment, finished=False), "did not finish"),
    "torn output": (
        Folder([*green().checks], environment=green().environment, output="<robot><suite na"),
        "torn or incomplete",
    ),
    "executed but not planned": (green("embedded", Check("A Guest", planned=False)), "executed but not planned"),
    "unknown gate": (green(gates=["no-such-gate"]), "names a gate that is not defined: no-such-gate"),
}


@pytest.mark.parametrize("name", HOLDS)
def test_anything_missing_is_hold(name: str, tmp_path: Path) -> None:
    folder, words = HOLDS[name]
    found = decided(folder, tmp_path)
    assert found.ruling.decision is Decision.HOLD
    assert any(words in reason for reason in found.ruling.reasons), found.ruling.reasons


def test_observing_nothing_is_a_failure(tmp_path: Path) -> None:
    found = decided(green("embedded", Check("Hollow", observations=[])), tmp_path)
    assert found.ruling.decision is Decision.NO_GO
    assert "observed nothing" in found.ruling.reasons[0]


def test_missing_and_foreign_files_hold(tmp_path: Path) -> None:
    folder = green().write(tmp_path)
    (folder / "output.xml").unlink()
    assert assemble(folder).ruling.decision is Decision.HOLD
    green().write(folder)
    record = next((folder / "evidence").glob("*/*.json"))
    record.write_text(record.read_text().replace('"run": "run-1"', '"run": "run-0"'))
    found = assemble(folder)
    assert found.ruling.decision is Decision.NO_GO  # a pass without evidence of this run
    assert any("is of another run" in reason for reason in found.ruling.reasons)
    record.write_text("{")
    assert any("cannot be read as evidence" in reason for reason in assemble(folder).ruling.reasons)
    (folder / "run.json").unlink()
    assert assemble(folder).ruling.decision is not Decision.GO


def test_an_inconclusive_check_outside_the_must_gates_does_not_hold(tmp_path: Path) -> None:
    unclear = Check("Unclear", requirements=["P4-4.1"], status="SKIP", verdict=Verdict.INCONCLUSIVE)
    assert decided(green("embedded", unclear), tmp_path).ruling.decision is Decision.GO


BAD = Check("A Bad One", requirements=["P4-2.1"], status="FAIL", verdict=Verdict.FAIL)


def test_a_waiver_makes_go_with_waivers_until_the_day_it_expires(tmp_path: Path) -> None:
    folder = green("embedded", BAD, attestations=waived(tmp_path)).write(tmp_path)
    found = assemble(folder)
    assert found.ruling.decision is Decision.GO
    assert found.ruling.reasons[0].startswith("GO with waivers: P4-2.1 is waived until 2026-11-20 by Jo Example")
    late = assemble(folder, STARTED.date() + timedelta(days=1))
    assert late.ruling.decision is Decision.NO_GO
    assert any("it expired on 2026-11-20" in reason for reason in late.ruling.reasons)
    early = assemble(folder, date(2026, 10, 31))
    assert early.ruling.decision is Decision.NO_GO
    assert any("does not count yet" in reason for reason in early.ruling.reasons)


def test_isolation_cannot_be_waived(tmp_path: Path) -> None:
    bad = Check("Seen By Others", requirements=["P9-11.4"], status="FAIL", verdict=Verdict.FAIL)
    found = decided(green("embedded", bad, attestations=waived(tmp_path, requirement="P9-11.4")), tmp_path)
    assert found.ruling.decision is Decision.NO_GO
    assert any("cannot be waived" in reason for reason in found.ruling.reasons)


def test_a_waiver_does_not_excuse_a_failed_check_that_speaks_for_more(tmp_path: Path) -> None:
    both = Check("A Bad One", requirements=["P4-2.1", "P4-1.1"], status="FAIL", verdict=Verdict.FAIL)
    assert decided(green("embedded", both, attestations=waived(tmp_path)), tmp_path).ruling.decision is Decision.NO_GO


def test_the_cloud_waits_for_attestations(tmp_path: Path) -> None:
    found = decided(green("cloud"), tmp_path)
    assert found.ruling.decision is Decision.HOLD
    assert [r for r in found.ruling.reasons if not r.startswith("For information")] == [
        reason for reason in found.ruling.reasons if reason.startswith("Awaiting attestations: ")
    ]
    assert not (tmp_path / FOLDER).exists()


def test_an_environment_without_gates_decides_nothing(tmp_path: Path) -> None:
    folder = Folder([Check("A Check")], environment=green().environment.model_copy(update={"name": "elsewhere"}))
    found = decided(folder, tmp_path)
    assert found.ruling.decision is Decision.HOLD
    assert any("No must-gate is set for elsewhere" in reason for reason in found.ruling.reasons)


def test_at_most_twenty_reasons_are_shown(tmp_path: Path) -> None:
    bad = [Check(f"Bad {n}", status="FAIL", verdict=Verdict.FAIL) for n in range(30)]
    shown = decided(green("embedded", *bad), tmp_path).dossier.reasons
    assert len(shown) == 21
    assert shown[-1].startswith("and ")


STATUSES = st.tuples(
    st.sampled_from(["PASS", "FAIL", "SKIP", None]),
    st.sampled_from([None, Verdict.PASS, Verdict.FAIL, Verdict.INCONCLUSIVE]),
)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(shown=st.lists(STATUSES, max_size=4), complete=st.booleans())
def test_one_more_failing_check_never_improves_the_decision(
    shown: list[tuple[str | None, Verdict | None]], complete: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    some = [Check(f"Check {n}", status=status, verdict=verdict) for n, (status, verdict) in enumerate(shown)]
    folder = green("embedded", *some)
    folder.complete = complete
    before = decided(folder, tmp_path_factory.mktemp("before"))
    folder.checks.append(Check("A Bad One", requirements=["P4-2.1"], status="FAIL", verdict=Verdict.FAIL))
    after = decided(folder, tmp_path_factory.mktemp("after"))
    assert RANK.index(after.ruling.decision) >= RANK.index(before.ruling.decision)
    assert after.ruling.decision is Decision.NO_GO
    failed = any(check.verdict is Verdict.FAIL for check in before.case.checks)
    assert (before.ruling.decision is Decision.NO_GO) is failed
