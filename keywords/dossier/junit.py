"""junit.xml: checks and gates for CI systems that read this form."""

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
    number = {
        f"{kind}s" if kind != "skipped" else kind: str(sum(case.find(kind) is not None for case in cases))
        for kind in ("failure", "error", "skipped")
    }
    suite = ET.SubElement(root, "testsuite", name=_clean(name), attrib={"tests": str(len(cases)), **number})
    suite.extend(cases)


def _check(check: CheckVerdict) -> ET.Element:
    case = ET.Element("testcase", classname=_clean(check.planned.suite), name=_clean(check.name))
    if check.evidence and check.evidence.finished:
        case.set("time", f"{(check.evidence.finished - check.evidence.started).total_seconds():.3f}")
    said = "; ".join(check.reasons)
    if not check.executed:
        _say(case, "error", f"not executed: {said}")
    elif check.verdict is Verdict.FAIL:
        _say(case, "failure", said)
    elif check.verdict is not Verdict.PASS:
        _say(case, "skipped", f"{check.verdict}: {said}")
    return case


def _gate(judged: GateVerdict) -> ET.Element:
    """A must-gate that is open is an error there, since it holds the release."""
    case = ET.Element("testcase", classname=f"gates.{judged.gate.level}", name=_clean(judged.gate.title))
    open_ = [f"{r.id} {r.verdict}" for r in judged.requirements if r.verdict not in (Verdict.PASS, Verdict.WAIVED)]
    said = f"{judged.verdict}: {', '.join(open_) or 'no requirement applies'}"
    if judged.verdict is Verdict.FAIL:
        _say(case, "failure", said)
    elif judged.verdict not in (Verdict.PASS, Verdict.WAIVED):
        _say(case, "error" if judged.gate.level == "must" else "skipped", said)
    return case


def _say(case: ET.Element, kind: str, message: str) -> None:
    ET.SubElement(case, kind, message=_clean(message))


def _clean(text: str) -> str:
    """Without the characters that XML cannot hold."""
    return _NOT_IN_XML.sub("\ufffd", text)
