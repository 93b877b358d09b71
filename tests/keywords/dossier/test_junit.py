"""junit.xml is red where the decision is NO-GO and only there, has the common form, and a real consumer reads it."""

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from junitparser import Failure, JUnitXml, Skipped, TestCase, TestSuite

from keywords import dossier
from keywords.basics.words import Decision, Verdict
from tests.keywords.evidence.results_builder import Check, Folder, green
from tests.keywords.judgement.test_decision import BAD, waived

UNCLEAR = Check("Odd", ["P7-1.1"], status="SKIP", verdict=Verdict.INCONCLUSIVE, reasons=["no key\u0001"], judgements=[])
OPEN = Check("Unclear", ["P4-1.1"], status="SKIP", verdict=Verdict.INCONCLUSIVE, reasons=["no key"], judgements=[])
ABSENT = Check("Absent", status=None, verdict=None)

# The form that Jenkins, GitLab and others read: each element with its parents, the attributes it needs, and others.
SECONDS = re.compile(r"\d+\.\d{3}")
COUNTS = {"tests", "failures", "errors"}
FORM: dict[str, tuple[set[str], set[str], set[str]]] = {
    "testsuites": (set(), set(), {"name", "time", *COUNTS}),
    "testsuite": ({"testsuites"}, {"name", *COUNTS}, {"time", "skipped", "timestamp", "hostname", "id", "package"}),
    "properties": ({"testsuite"}, set(), set()),
    "property": ({"properties"}, {"name", "value"}, set()),
    "testcase": ({"testsuite"}, {"name"}, {"time", "classname", "group"}),
    "failure": ({"testcase"}, set(), {"type", "message"}),
    "error": ({"testcase"}, set(), {"type", "message"}),
    "skipped": ({"testcase"}, set(), {"type", "message"}),
}


def built(folder: Folder, path: Path) -> dossier.Dossier:
    return dossier.build(folder.write(path))


def file_of(path: Path) -> Path:
    return path / "dossier" / "junit.xml"


def suites_of(path: Path) -> list[TestSuite]:
    return list(JUnitXml.fromfile(str(file_of(path))))


def cases_of(path: Path) -> dict[str, TestCase]:
    return {str(case.name): case for suite in suites_of(path) for case in suite}


def mistakes(element: ET.Element, parent: str = "") -> list[str]:
    """Where an element is not of the common form."""
    if element.tag not in FORM:
        return [f"no element {element.tag}"]
    (parents, needed, more), has = FORM[element.tag], set(element.attrib)
    found = [] if parent in parents or not (parent or parents) else [f"{element.tag} within {parent}"]
    found += [f"{element.tag} without {name}" for name in needed - has]
    found += [f"{element.tag} with {name}" for name in has - needed - more]
    found += [
        f"{name} {element.get(name)!r}" for name in {"time"} & has if not SECONDS.fullmatch(element.get(name, ""))
    ]
    found += [f"{name} {element.get(name)!r}" for name in COUNTS & has if not element.get(name, "").isdigit()]
    return found + [mistake for child in element for mistake in mistakes(child, element.tag)]


@pytest.mark.parametrize(
    ("checks", "decision"),
    [
        ([], Decision.GO),
        ([OPEN], Decision.HOLD),
        ([ABSENT], Decision.HOLD),
        ([BAD], Decision.NO_GO),
        ([BAD, OPEN, ABSENT, UNCLEAR], Decision.NO_GO),
    ],
)
def test_it_is_red_where_the_decision_is_no_go(tmp_path: Path, checks: list[Check], decision: Decision) -> None:
    assert built(green("embedded", *checks), tmp_path).decision == decision
    whole = JUnitXml.fromfile(str(file_of(tmp_path)))
    assert (bool(whole.failures), bool(whole.errors)) == (decision == Decision.NO_GO, False)
    assert whole.tests == sum(len(list(suite)) for suite in whole)
    kinds = {Decision.GO: [], Decision.HOLD: [Skipped], Decision.NO_GO: [Failure]}
    assert [type(result) for result in cases_of(tmp_path)["The decision is GO"].result] == kinds[decision]


def test_a_failure_that_is_waived_is_not_red(tmp_path: Path) -> None:
    assert built(green("embedded", BAD, attestations=waived(tmp_path)), tmp_path).decision == Decision.GO
    assert JUnitXml.fromfile(str(file_of(tmp_path))).failures == 0
    (said,) = cases_of(tmp_path)[BAD.name].result
    assert str(said.message).startswith("waived: ")


def test_the_decision_is_a_case_with_all_its_reasons(tmp_path: Path) -> None:
    built(green("embedded", BAD), tmp_path)
    (said,) = cases_of(tmp_path)["The decision is GO"].result
    assert "'A Bad One' failed" in str(said.text)


def test_what_was_not_shown_is_skipped_with_its_reason(tmp_path: Path) -> None:
    built(green("embedded", UNCLEAR, ABSENT), tmp_path)
    told = {name: str(result.message) for name, case in cases_of(tmp_path).items() for result in case.result}
    assert told["Odd"] == "inconclusive: no key\ufffd"
    assert told["Absent"].startswith("not executed: ")


def test_gates_are_a_suite_of_their_own(tmp_path: Path) -> None:
    built(green("embedded", OPEN), tmp_path)
    gates = suites_of(tmp_path)[-1]
    assert gates.name == "gates"
    skipped = [result for case in gates for result in case.result if isinstance(result, Skipped)]
    assert any("P4-1.1 inconclusive" in str(result.message) for result in skipped)


def test_a_failure_has_a_body_that_says_everything(tmp_path: Path) -> None:
    built(green("embedded", BAD), tmp_path)
    (said,) = cases_of(tmp_path)[BAD.name].result
    assert isinstance(said, Failure)
    for words in (
        "accepted documents: expected == 5 documents, seen 4 documents",
        "Requirements: P4-2.1",
        "Evidence: evidence/check/a-bad-one.json",
        "countersign run --test 'A Bad One'",
    ):
        assert words in str(said.text)
    assert all(
        result.text for case in cases_of(tmp_path).values() for result in case.result if isinstance(result, Failure)
    )


def test_properties_name_the_requirements_and_the_evidence_of_each_check(tmp_path: Path) -> None:
    built(green("embedded", BAD), tmp_path)
    found = (each for suite in suites_of(tmp_path) for each in suite.properties())  # type: ignore[no-untyped-call]
    told = {str(each.name): str(each.value) for each in found}
    assert told["requirements: A Bad One"] == "P4-2.1"
    assert (tmp_path / told["evidence: A Bad One"]).is_file()
    assert told["decision"] == "NO-GO"


def test_it_has_the_common_form(tmp_path: Path) -> None:
    built(green("embedded", BAD, UNCLEAR, ABSENT), tmp_path)
    assert mistakes(ET.parse(file_of(tmp_path)).getroot()) == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("<testsuites skipped='1'/>", "testsuites with skipped"),
        ("<testsuites><testcase name='x'/></testsuites>", "testcase within testsuites"),
        ("<testsuites><testsuite name='x' tests='1' errors='0'/></testsuites>", "testsuite without failures"),
        ("<testsuites><testsuite name='x' tests='one' errors='0' failures='0'/></testsuites>", "tests 'one'"),
    ],
)
def test_another_form_is_noticed(wrong: str, said: str) -> None:
    assert mistakes(ET.fromstring(wrong)) == [said]
