"""Makes the case, the ruling and the dossier from a results folder. The same input gives the same dossier."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from keywords.basics.words import Verdict
from keywords.checklists import requirements as listed
from keywords.checklists.requirements import CATALOGUE_NAMES, Checklist, catalogue, checklists
from keywords.dossier import manifest, model
from keywords.evidence import results
from keywords.evidence.model import Evidence, Judgement
from keywords.judgement import attestations, gates, promises, sides, targets, twins
from keywords.judgement.attestations import Signed, Waiver
from keywords.judgement.decision import Case, Ruling, decide
from keywords.judgement.verdicts import CheckVerdict, RequirementVerdict, judge_checks, judge_requirement

SHOWN = 6  # observations named in one line of a requirement


@dataclass(frozen=True)
class Assembled:
    """The dossier, and everything else that its page shows."""

    dossier: model.Dossier
    case: Case
    ruling: Ruling
    signed: tuple[Signed, ...]
    checklists: tuple[Checklist, ...]
    experiments: tuple[Evidence, ...]  # including those that no check rests on


@dataclass(frozen=True)
class Rules:
    """The files that state what must hold."""

    gates: gates.Gates
    targets: targets.Targets
    waivers: list[Waiver]
    hashes: dict[str, str]

    @classmethod
    def load(cls, run: results.RunRecord) -> "Rules":
        waivers = Path(run.environment.attestations or attestations.FILE)
        files = [gates.FILE, targets.FILE, waivers, *listed.files()]
        hashes = {file.name: manifest.sha256(file.read_bytes()) for file in files}
        return cls(gates.load(), targets.load(), attestations.load_waivers(waivers), hashes)


def assemble(folder: Path, today: date | None = None, only: Collection[str] | None = None) -> Assembled:
    """Judge the content of a folder. `only` leaves out attestations that came after an earlier decision."""
    read = results.read(folder)
    day = today or read.run.day
    allowed = Path(read.run.environment.allowed_signers or attestations.ALLOWED_SIGNERS)
    signed = attestations.read(folder, allowed, manifest.known(folder), day)
    return judge(read, [item for item in signed if only is None or item.file in only], day)


def judge(read: results.Results, signed: Sequence[Signed], day: date) -> Assembled:
    """Judge the requirements and gates, and decide."""
    run, environment = read.run, read.run.environment
    rules, required = Rules.load(run), set(environment.limits)
    waivers, waiver_remarks = attestations.in_force(rules.waivers, rules.gates.never_waived, day)
    attested, attested_remarks = attestations.attested(signed, catalogue())
    checks = judge_checks(read)
    judged = {
        requirement.id: judge_requirement(
            requirement,
            environment.judged_as,
            speaking := [check for check in checks if requirement.id in check.requirements],
            attested=attested.get(requirement.id),
            waived=requirement.id in waivers,
            unbounded=targets.unbounded(requirement, rules.targets, required, _judged(speaking)),
            one_sided=sides.one_sided(requirement, _sides(environment, speaking)),
        )
        for requirement in catalogue().values()
    }
    verdicts = twins.share(promises.hold(judged), rules.targets)
    case = Case(
        run,
        checks,
        list(verdicts.values()),
        [gates.judge(gate, verdicts) for gate in rules.gates.of(environment.judged_as, environment.gates)],
        problems=[*read.problems, *_undefined(rules, run), *_not_counting(signed, stale=False)],
        remarks=[*waiver_remarks, *_not_counting(signed, stale=True), *attested_remarks],
        waivers=list(waivers.values()),
    )
    ruling = decide(case)
    dossier = _dossier(case, ruling, signed, rules, day)
    return Assembled(dossier, case, ruling, tuple(signed), checklists(), tuple(read.experiments.values()))


def _undefined(rules: Rules, run: results.RunRecord) -> list[str]:
    return [
        f"The environment {run.environment.name} names a gate that is not defined: {name}; see variables/gates.yaml."
        for name in rules.gates.unknown(run.environment.gates)
    ]


def _not_counting(signed: Sequence[Signed], *, stale: bool) -> list[str]:
    return [f"{one.file} does not count: {one.problem}." for one in signed if one.problem and one.stale is stale]


def _sides(environment: results.RunEnvironment, checks: Sequence[CheckVerdict]) -> set[str]:
    own = CATALOGUE_NAMES.get(environment.judged_as, environment.judged_as)
    return sides.seen(own, environment.fingerprint, records(checks))


def _judged(checks: Sequence[CheckVerdict]) -> list[Judgement]:
    return [judgement for check in checks if check.evidence for judgement in check.evidence.judgements]


def _dossier(case: Case, ruling: Ruling, signed: Sequence[Signed], rules: Rules, day: date) -> model.Dossier:
    run = case.run
    places = {
        requirement.id: (checklist.name, section.title)
        for checklist in checklists()
        for section in checklist.sections
        for requirement in section.requirements
    }
    return model.Dossier(
        run=model.RunLine(
            run=run.run,
            started=run.started,
            finished=run.finished,
            command=run.command,
            selection=run.selection,
            complete=run.complete,
            decides=run.environment.decides or rules.gates.decides.get(run.environment.judged_as, ""),
            decided_on=day,
            rules=rules.hashes,
            attestations=[_attestation(item) for item in signed],
            waivers=[model.WaiverLine(**waiver.model_dump()) for waiver in case.waivers],
            left_behind=run.left_behind,
        ),
        decision=ruling.decision,
        reasons=ruling.shown,
        environment=model.EnvironmentLine(
            name=run.environment.name, title=run.environment.title, fingerprint=run.environment.fingerprint
        ),
        checks=counts(case),
        gates=[
            model.GateLine(
                id=judged.gate.id,
                title=judged.gate.title,
                level=judged.gate.level,
                verdict=judged.verdict,
                requirements=[requirement.id for requirement in judged.requirements],
            )
            for judged in case.gates
        ],
        requirements=[_requirement(r, *places[r.id], rules) for r in case.requirements],
    )


def counts(case: Case) -> model.Counts:
    executed = [check for check in case.checks if check.executed]
    number = {verdict: sum(check.verdict is verdict for check in executed) for verdict in Verdict}
    return model.Counts(
        planned=len(case.run.planned),
        executed=len(executed),
        not_executed=len(case.checks) - len(executed),
        passed=number[Verdict.PASS],
        failed=number[Verdict.FAIL],
        inconclusive=number[Verdict.INCONCLUSIVE],
    )


def _attestation(item: Signed) -> model.AttestationLine:
    attestation = item.attestation
    return model.AttestationLine(
        file=item.file,
        sha256=item.sha256,
        person=attestation.person if attestation else "",
        role=attestation.role if attestation else "",
        date=attestation.date if attestation else None,
        requirements=[statement.requirement for statement in attestation.attests] if attestation else [],
        counts=item.counts,
        problem=item.problem,
    )


def _requirement(judged: RequirementVerdict, checklist: str, section: str, rules: Rules) -> model.RequirementLine:
    requirement = judged.requirement
    limits = targets.stated(requirement, rules.targets)
    return model.RequirementLine(
        id=judged.id,
        checklist=checklist,
        section=section,
        text=requirement.text,
        verdict=judged.verdict,
        rehearsal=judged.rehearsal.value if judged.rehearsal else None,
        checks=[check.planned.id for check in judged.checks],
        evidence=[f"evidence/{record.id}.json" for record in records(judged.checks)],
        observed=observed(judged.checks) or None,
        limit="; ".join(limits) or None,
        by=list(judged.by),
        supports=requirement.supports,
        about=requirement.about,
        beyond=requirement.beyond,
    )


def records(checks: Sequence[CheckVerdict]) -> list[Evidence]:
    """The records behind checks: their own, and those of the experiments they rest on."""
    repeated = [record for check in checks for record in (check.evidence, *check.experiments) if record]
    return list({record.id: record for record in repeated}.values())


def observed(checks: Sequence[CheckVerdict]) -> str:
    """The first observations that the checks judged, and how many more there are."""
    lines = [f"{j.observation}: {j.observed}" for c in checks if c.evidence for j in c.evidence.judgements]
    unique = list(dict.fromkeys(lines))
    more = f"; and {len(unique) - SHOWN} more" if len(unique) > SHOWN else ""
    return "; ".join(unique[:SHOWN]) + more
