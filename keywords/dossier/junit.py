"""junit.xml: checks, gates and the decision, for CI systems.

It is red where the decision is NO-GO, and only there. What could not be shown, and a gate that is open, is skipped
with its reason, so HOLD is not red. Its form is that of Jenkins' `junit-10.xsd`, which has properties for suites only:
the requirements and the evidence of each check are properties of its suite.
"""

import re
import shlex
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Sequence

from keywords.basics.words import Decision, Verdict
from keywords.dossier.assembly import Assembled
from keywords.dossier.assembly import records as records_of
from keywords.judgement.decision import excused
from keywords.judgement.gates import GateVerdict
from keywords.judgement.verdicts import NOT_EXECUTED, CheckVerdict

GATES = "gates"
DECISION = "The decision is GO"
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(assembled: Assembled) -> str:
    root = ET.Element("testsuites", name="countersign")
    verdicts = {judged.id: judged for judged in assembled.case.requirements}
    by_suite: dict[str, list[CheckVerdict]] = {}
    for check in assembled.case.checks:
        by_suite.setdefault(check.planned.suite or "checks", []).append(check)
    for suite, checks in by_suite.items():
        _add(root, suite, [_check(check, excused(check, verdicts)) for check in checks], _facts_of(checks))
    gates = [_decision(assembled), *(_gate(gate) for gate in assembled.case.gates)]
    _add(root, GATES, gates, _facts_of_run(assembled))
    for key in ("tests", "failures", "errors"):
        root.set(key, str(sum(int(suite.get(key, "0")) for suite in root)))
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _add(root: ET.Element, name: str, cases: Sequence[ET.Element], facts: Iterable[tuple[str, str]]) -> None:
    counts = {"tests": str(len(cases))}
    for key, kind in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        counts[key] = str(sum(case.find(kind) is not None for case in cases))
    seconds = sum(float(case.get("time", "0")) for case in cases)
    suite = ET.SubElement(root, "testsuite", name=_clean(name), time=f"{seconds:.3f}", attrib=counts)
    properties = ET.SubElement(suite, "properties")
    for fact, value in facts:
        ET.SubElement(properties, "property", name=_clean(fact), value=_clean(value))
    suite.extend(cases)


def _facts_of(checks: Sequence[CheckVerdict]) -> Iterable[tuple[str, str]]:
    """The requirements that each check speaks for, and the evidence that it rests on."""
    for check in checks:
        yield f"requirements: {check.name}", " ".join(check.requirements)
        yield f"evidence: {check.name}", " ".join(_evidence(check))


def _facts_of_run(assembled: Assembled) -> Iterable[tuple[str, str]]:
    dossier = assembled.dossier
    yield "decision", str(dossier.decision)
    yield "run", dossier.run.run
    yield "environment", dossier.environment.name
    for gate in dossier.gates:
        yield f"requirements: {gate.title}", " ".join(gate.requirements)


def _evidence(check: CheckVerdict) -> list[str]:
    return [f"evidence/{record.id}.json" for record in records_of([check])]


def _check(check: CheckVerdict, waived: bool) -> ET.Element:
    case = ET.Element("testcase", classname=_clean(check.planned.suite), name=_clean(check.name), time="0.000")
    if check.evidence and check.evidence.finished:
        case.set("time", f"{(check.evidence.finished - check.evidence.started).total_seconds():.3f}")
    reasons = "; ".join(check.reasons)
    if not check.executed:
        _report(case, "skipped", f"{NOT_EXECUTED}: {reasons}")
    elif check.verdict is Verdict.FAIL and waived:
        _report(case, "skipped", f"{Verdict.WAIVED}: {reasons}")
    elif check.verdict is Verdict.FAIL:
        _report(case, "failure", reasons, _body(check))
    elif check.verdict is not Verdict.PASS:
        _report(case, "skipped", f"{check.verdict}: {reasons}")
    return case


def _body(check: CheckVerdict) -> str:
    """What a person needs who sees nothing but this failure."""
    failed = [j for j in check.evidence.judgements if j.verdict is Verdict.FAIL] if check.evidence else []
    lines = [*check.reasons, ""]
    lines += [f"{judged.observation}: expected {judged.expected}, seen {judged.observed}" for judged in failed]
    lines += [f"Requirements: {', '.join(check.requirements) or 'none'}"]
    lines += [f"Evidence: {', '.join(_evidence(check)) or 'none; see log.html'}"]
    lines += [f"Run it again: countersign run --test {shlex.quote(check.name)}"]
    return "\n".join(lines)


def _decision(assembled: Assembled) -> ET.Element:
    case = ET.Element("testcase", classname=GATES, name=DECISION, time="0.000")
    decision, reasons = assembled.dossier.decision, assembled.dossier.reasons
    message = f"{decision}: {reasons[0] if reasons else 'no reason is on record'}"
    if decision == Decision.NO_GO:
        _report(case, "failure", message, "\n".join(reasons))
    elif decision != Decision.GO:
        _report(case, "skipped", message)
    return case


def _gate(judged: GateVerdict) -> ET.Element:
    case = ET.Element(
        "testcase", classname=f"{GATES}.{judged.gate.level}", name=_clean(judged.gate.title), time="0.000"
    )
    open_ = [r for r in judged.requirements if r.verdict not in (Verdict.PASS, Verdict.WAIVED)]
    named = ", ".join(f"{r.id} {r.verdict}" for r in open_)
    message = f"{judged.verdict}: {named or 'no requirement applies'}"
    if judged.verdict is Verdict.FAIL:
        lines = [f"{r.id} {r.verdict}: {r.requirement.text}" for r in open_]
        _report(case, "failure", message, "\n".join(lines))
    elif judged.verdict not in (Verdict.PASS, Verdict.WAIVED):
        _report(case, "skipped", message)
    return case


def _report(case: ET.Element, kind: str, message: str, body: str = "") -> None:
    ET.SubElement(case, kind, message=_clean(message)).text = _clean(body) or None


def _clean(text: str) -> str:
    """The text without the characters that XML cannot contain."""
    return _NOT_IN_XML.sub("\ufffd", text)
