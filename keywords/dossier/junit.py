"""junit.xml: checks and gates, for CI systems."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence

from keywords.basics.words import Verdict
from keywords.dossier.assembly import Assembled
from keywords.judgement.gates import GateVerdict
from keywords.judgement.verdicts import CheckVerdict

_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(assembled: Assembled) -> str:
    root = ET.Element("testsuites", name="countersign")
    by_suite: dict[str, list[CheckVerdict]] = {}
    for check in assembled.case.checks:
        by_suite.setdefault(check.planned.suite or "checks", []).append(check)
    for suite, checks in by_suite.items():
        _add(root, suite, [_check(check) for check in checks])
    _add(root, "gates", [_gate(gate) for gate in assembled.case.gates])
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _add(root: ET.Element, name: str, cases: Sequence[ET.Element]) -> None:
    counts = {"tests": str(len(cases))}
    for key, kind in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        counts[key] = str(sum(case.find(kind) is not None for case in cases))
    suite = ET.SubElement(root, "testsuite", name=_clean(name), attrib=counts)
    suite.extend(cases)


def _check(check: CheckVerdict) -> ET.Element:
    case = ET.Element("testcase", classname=_clean(check.planned.suite), name=_clean(check.name))
    if check.evidence and check.evidence.finished:
        case.set("time", f"{(check.evidence.finished - check.evidence.started).total_seconds():.3f}")
    reasons = "; ".join(check.reasons)
    if not check.executed:
        _report(case, "error", f"not executed: {reasons}")
    elif check.verdict is Verdict.FAIL:
        _report(case, "failure", reasons)
    elif check.verdict is not Verdict.PASS:
        _report(case, "skipped", f"{check.verdict}: {reasons}")
    return case


def _gate(judged: GateVerdict) -> ET.Element:
    """An open must-gate is an error here, since it holds the release."""
    case = ET.Element("testcase", classname=f"gates.{judged.gate.level}", name=_clean(judged.gate.title))
    open_ = [f"{r.id} {r.verdict}" for r in judged.requirements if r.verdict not in (Verdict.PASS, Verdict.WAIVED)]
    message = f"{judged.verdict}: {', '.join(open_) or 'no requirement applies'}"
    if judged.verdict is Verdict.FAIL:
        _report(case, "failure", message)
    elif judged.verdict not in (Verdict.PASS, Verdict.WAIVED):
        _report(case, "error" if judged.gate.level == "must" else "skipped", message)
    return case


def _report(case: ET.Element, kind: str, message: str) -> None:
    ET.SubElement(case, kind, message=_clean(message))


def _clean(text: str) -> str:
    """The text without the characters that XML cannot contain."""
    return _NOT_IN_XML.sub("\ufffd", text)
