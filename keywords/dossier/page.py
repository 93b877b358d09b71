"""index.html: what a stakeholder reads and signs. This module prepares the content, the template only lays it out."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

from keywords.basics.words import Decision, Verdict
from keywords.checklists import figures
from keywords.checklists.requirements import Section, catalogue
from keywords.dossier import plots, timelines
from keywords.dossier.assembly import Assembled, records
from keywords.dossier.model import Dossier, RequirementLine
from keywords.dossier.pictures import sheet
from keywords.dossier.summary import MARKS
from keywords.dossier.troubles import own_faults, troubles, unshown
from keywords.dossier.unjudged import beside
from keywords.evidence.model import BUSY, Case, Evidence, Judgement, MadeOn, Observation
from keywords.judgement.verdicts import BY_A_PERSON, NOT_EXECUTED, CheckVerdict, RequirementVerdict, worst

SHOWN = [Verdict.FAIL, Verdict.INCONCLUSIVE, Verdict.NOT_COVERED, Verdict.WAIVED, Verdict.PASS]
_NAMED = re.compile(r"(P\d-\d+\.\d+|C-[A-Z]+-\d+|evidence/(?:check|experiment)/[a-z0-9-]+\.json)")
MOST_CASES = 5  # failed cases shown of one observation
OUTAGE_FIGURES = ("signs of the fault", "documents recovered", "recovery time", "history violations")
STATEMENTS = {
    Decision.GO: "{subject} is {decides}.",
    Decision.NO_GO: "{subject} is not {decides}.",
    Decision.HOLD: "Whether {subject} is {decides} is still open.",
}


@dataclass(frozen=True)
class Finding:
    """One observation compared with what was expected, its population and its plot."""

    judgement: Judgement
    population: int | None = None
    failed: tuple[Case, ...] = ()  # some of the cases that failed
    more_failed: int = 0
    plot: plots.Plot | None = None
    means: str = ""  # what the figure means, by the catalogue


@dataclass(frozen=True)
class Broken:
    """An experiment that broke something, drawn over time, with the worst verdict of the checks that rest on it."""

    record: Evidence
    verdict: Verdict

    @property
    def drawing(self) -> Markup:
        return timelines.draw(self.record.timeline) if self.record.timeline else Markup()

    @property
    def words(self) -> str:
        return timelines.words(self.record.timeline) if self.record.timeline else ""

    @property
    def figures(self) -> str:
        seen = {observation.name: observation for observation in self.record.observations if observation.population}
        shown = [seen[name] for name in OUTAGE_FIGURES if name in seen]
        return "; ".join(f"{figure.name}: {_value(figure.value)} {figure.unit}".strip() for figure in shown)


@dataclass(frozen=True)
class Line:
    """A requirement as the page shows it."""

    judged: RequirementVerdict
    entry: RequirementLine

    @property
    def word(self) -> str:
        shared = f", by {' and '.join(self.judged.by)}" if self.judged.by else ""
        rehearsal = f", rehearsal {self.judged.rehearsal}" if self.judged.rehearsal is not None else ""
        return f"{self.judged.verdict}{rehearsal}{shared}"

    @property
    def css(self) -> str:
        return _css(self.judged.rehearsal or self.judged.verdict)

    @property
    def mark(self) -> str:
        return MARKS[self.judged.rehearsal or self.judged.verdict]

    @property
    def failed(self) -> bool:
        return Verdict.FAIL in (self.judged.verdict, self.judged.rehearsal)


@dataclass(frozen=True)
class Group:
    """A checklist, or a section of one."""

    title: str
    lines: list[Line]
    note: str = ""
    sections: tuple["Group", ...] = ()

    @cached_property
    def tally(self) -> str:
        return tally([line.judged for line in self.lines])

    @property
    def failed(self) -> bool:
        return any(line.failed for line in self.lines)


def render(assembled: Assembled) -> str:
    case, dossier = assembled.case, assembled.dossier
    entries = {line.id: line for line in dossier.requirements}
    lines = {judged.id: Line(judged, entries[judged.id]) for judged in case.requirements}
    anchors = {id(check): f"check-{number}" for number, check in enumerate(case.checks, 1)}
    applying = [judged for judged in case.requirements if judged.verdict is not Verdict.NOT_APPLICABLE]
    return _page(
        "index.html.j2",
        dossier=dossier,
        statement=statement(dossier),
        case=case,
        lines=lines,
        checklists=[
            Group(
                checklist.heading,
                [lines[requirement.id] for requirement in checklist.requirements],
                sections=tuple(_section(section, lines) for section in checklist.sections),
            )
            for checklist in assembled.checklists
        ],
        applying=applying,
        failed=troubles(case.checks, Verdict.FAIL),
        doubtful=troubles(case.checks, Verdict.INCONCLUSIVE),
        unshown=unshown(case.requirements),
        own_faults=own_faults(assembled),
        machines=[record for record in assembled.experiments if record.machine],
        busy=f"{BUSY:g}",
        totals=[(verdict, sum(judged.verdict is verdict for judged in applying)) for verdict in SHOWN],
        tally=tally,
        anchors=lambda check: anchors[id(check)],
        elsewhere=elsewhere,
        log=lambda check: f"../{case.run.log}#{check.outcome.log_id}" if check.outcome and check.outcome.log_id else "",
        records=lambda check: records([check]),
        findings=findings,
        broken=[Broken(record, worst_of(record, case.checks)) for record in assembled.experiments if record.timeline],
        seen=sheet(assembled.experiments),
        unjudged=beside(assembled.experiments, case.checks),
        uncovered=[
            (checklist.name, [one.id for one in checklist.requirements if _uncovered(lines[one.id])])
            for checklist in assembled.checklists
        ],
        awaited=[line for line in lines.values() if _uncovered(line) and line.judged.requirement.kind in BY_A_PERSON],
        fingerprint=list(_flat(dossier.environment.fingerprint)),
    )


def running(dossier: Dossier) -> str:
    """The page to show while a run is going on."""
    return _page("running.html.j2", dossier=dossier)


def statement(dossier: Dossier) -> str:
    """What the decision means, in one sentence."""
    if not dossier.run.decides:
        return "This environment decides nothing."
    name = dossier.environment.title or dossier.environment.name
    return STATEMENTS[dossier.decision].format(subject=f"“{name}”", decides=dossier.run.decides)


def tally(judged: Sequence[RequirementVerdict]) -> str:
    """Such as `1 fail, 70 not covered, 12 pass`, with rehearsals counted apart."""
    count = Counter(j.verdict for j in judged)
    words = [f"{count[verdict]} {verdict}" for verdict in SHOWN if count[verdict]]
    rehearsed = sum(j.rehearsal is not None for j in judged)
    if count[Verdict.NOT_APPLICABLE]:
        more = f" ({rehearsed} rehearsed)" if rehearsed else ""
        words.append(f"{count[Verdict.NOT_APPLICABLE]} not applicable{more}")
    return ", ".join(words)


def worst_of(record: Evidence, checks: Sequence[CheckVerdict]) -> Verdict:
    """The worst verdict of an experiment and its checks: an experiment can succeed and show a failure."""
    return worst([record.verdict, *(check.verdict for check in checks if record in check.experiments)])


def findings(check: CheckVerdict) -> list[Finding]:
    """What a check judged, with the samples behind it."""
    if check.evidence is None:
        return []
    seen = {o.name: o for record in reversed(records([check])) for o in record.observations}
    return [_finding(judgement, seen.get(judgement.observation)) for judgement in check.evidence.judgements]


def elsewhere(check: CheckVerdict) -> list[MadeOn]:
    """The stacks with other settings than the certified one that the evidence of a check comes from."""
    stacks = [made_on for record in check.experiments for made_on in record.made_on if made_on.differs]
    return list({made_on.model_dump_json(include={"differs"}): made_on for made_on in stacks}.values())


def _finding(judgement: Judgement, seen: Observation | None) -> Finding:
    if seen is None:
        return Finding(judgement)
    known = figures.figures()
    means = known[seen.name].means if seen.name in known else ""
    bad = () if judgement.verdict is Verdict.PASS else tuple(seen.failed)
    drawn, more = plots.plot(seen, judgement.expected), max(0, len(bad) - MOST_CASES)
    return Finding(judgement, seen.population, bad[:MOST_CASES], more, drawn, means)


def _value(value: float | bool | str) -> str:
    return value if isinstance(value, str) else f"{value:.3g}"


def _section(section: Section, lines: dict[str, Line]) -> Group:
    of_section = [lines[requirement.id] for requirement in section.requirements]
    return Group(f"{section.number}. {section.title}", of_section, section.note)


def _uncovered(line: Line) -> bool:
    return line.judged.verdict is Verdict.NOT_COVERED


def _page(template: str, **values: Any) -> str:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # loads slowly, and many processes write no page

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(mark=lambda word: MARKS.get(word, "○"), css=_css, moment=_moment, linked=_linked)
    text = environment.get_template(template).render(not_executed=NOT_EXECUTED, **values)
    return re.sub(r"\s*\n\s*", "\n", text).strip() + "\n"


def _linked(text: str) -> Markup:
    """A sentence with links to the requirements and evidence that it names, and everything else escaped."""

    def link(part: str) -> str:
        if part in catalogue():
            return Markup('<a class="reference" href="#{0}">{0}</a>').format(part)
        if _NAMED.fullmatch(part) and part.startswith("evidence/"):
            return Markup('<a href="../{0}">{0}</a>').format(part)
        return escape(part)

    return Markup("").join(map(link, _NAMED.split(text)))


def _css(word: str) -> str:
    return word.replace(" ", "-")


def _moment(when: datetime | None) -> str:
    return f"{when.astimezone(UTC):%-d %B %Y, %H:%M:%S} UTC" if when else "not known"


def _flat(values: dict[str, Any], prefix: str = "") -> Any:
    for key, value in values.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key} › ")
        else:
            yield f"{prefix}{key}", ", ".join(map(str, value)) if isinstance(value, list) else str(value)
