"""Builds small results folders, as a run leaves them, for the tests of verdicts, decision and dossier."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from keywords.basics.quantities import Limit
from keywords.basics.words import Verdict
from keywords.checklists.requirements import STANDS_FOR, catalogue
from keywords.evidence.holding import hold
from keywords.evidence.model import Evidence, Judgement, Observation, identifier
from keywords.evidence.results import Planned, RunEnvironment, RunRecord
from keywords.judgement import gates, targets

STARTED = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
RUN = "run-1"


@dataclass
class Check:
    """A check to write: what Robot shows (None: it is not in output.xml), and what its evidence says."""

    name: str
    requirements: Sequence[str] = ("P4-1.1",)
    status: str | None = "PASS"
    message: str = ""
    tags: Sequence[str] = ()
    suite: str = "Suites.Phase 4"
    verdict: Verdict | None = Verdict.PASS  # None: no evidence
    population: int = 5
    observations: Sequence[Observation] | None = None
    judgements: Sequence[Judgement] | None = None
    rests_on: Sequence[str] = ()
    sides: Collection[str] = ()  # the other environments that it was held against
    reasons: Sequence[str] = ()
    planned: bool = True

    @property
    def id(self) -> str:
        return identifier("check", self.name)

    def plan(self) -> Planned:
        return Planned(
            id=self.id,
            name=self.name,
            suite=self.suite,
            tags=[*self.requirements, *self.tags],
            requirements=list(self.requirements),
        )

    def evidence(self, environment: str) -> Evidence | None:
        if self.verdict is None:
            return None
        value = 4 if self.verdict is Verdict.FAIL else 5
        seen = Observation(name="accepted documents", value=value, unit="documents", population=self.population)
        judged = Judgement(
            observation=seen.name,
            expected="== 5 documents",
            observed=f"{value} documents",
            verdict=self.verdict,
            reason="" if self.verdict is Verdict.PASS else "accepted documents: expected == 5 documents",
        )
        return Evidence(
            id=self.id,
            kind="check",
            name=self.name,
            run=RUN,
            environment=environment,
            suite=self.suite,
            requirements=list(self.requirements),
            started=STARTED,
            finished=STARTED + timedelta(seconds=2),
            observations=list(self.observations if self.observations is not None else [seen]),
            judgements=list(self.judgements if self.judgements is not None else [judged]),
            rests_on=list(self.rests_on),
            sides={name: {"host": name} for name in self.sides},
            verdict=self.verdict,
            reasons=list(self.reasons),
        )


@dataclass
class Folder:
    """A results folder to write."""

    checks: list[Check] = field(default_factory=list)
    experiments: list[Evidence] = field(default_factory=list)
    environment: RunEnvironment = field(
        default_factory=lambda: RunEnvironment(
            name="embedded", title="Embedded pipeline", fingerprint={"python": "3.11.2", "services": {"api": "1.0"}}
        )
    )
    complete: bool = True
    finished: bool = True
    output: str | None = None  # text of output.xml instead of the one that fits

    def run(self) -> RunRecord:
        return RunRecord(
            run=RUN,
            environment=self.environment,
            started=STARTED,
            command=["robot", "suites"],
            selection="suites",
            finished=STARTED + timedelta(minutes=3) if self.finished else None,
            planned=[check.plan() for check in self.checks if check.planned],
            complete=self.complete,
        )

    def write(self, folder: Path) -> Path:
        self.run().save(folder)
        (folder / "output.xml").write_text(
            output_xml(self.checks) if self.output is None else self.output, encoding="utf-8"
        )
        for record in [*(check.evidence(self.environment.name) for check in self.checks), *self.experiments]:
            if record:
                record.save(folder)
        return folder


def experiment(
    name: str, *seen: Observation, environment: str = "embedded", verdict: Verdict = Verdict.PASS
) -> Evidence:
    return Evidence(
        id=identifier("experiment", name),
        kind="experiment",
        name=name,
        run=RUN,
        environment=environment,
        started=STARTED,
        finished=STARTED + timedelta(seconds=40),
        observations=list(seen),
        verdict=verdict,
    )


def output_xml(checks: Sequence[Check]) -> str:
    """As Robot Framework writes it, without the steps."""
    suites: dict[str, list[Check]] = {}
    for check in checks:
        if check.status is not None:
            suites.setdefault(check.suite.partition(".")[2], []).append(check)
    inner = "".join(
        f'<suite id="s1-s{s}" name={quoteattr(name)}>'
        + "".join(_test(check, f"s1-s{s}-t{t}") for t, check in enumerate(members, 1))
        + '<status status="PASS" start="2026-11-20T09:00:00" elapsed="2"/></suite>'
        for s, (name, members) in enumerate(suites.items(), 1)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<robot generator="Robot 7.5" generated="2026-11-20T09:03:00" '
        f'rpa="false" schemaversion="5"><suite id="s1" name="Suites">{inner}'
        '<status status="PASS" start="2026-11-20T09:00:00" elapsed="2"/></suite>'
        "<statistics><total/><tag/><suite/></statistics><errors/></robot>\n"
    )


def _test(check: Check, identity: str) -> str:
    tags = "".join(f"<tag>{escape(tag)}</tag>" for tag in [*check.requirements, *check.tags])
    shown = f'status="{check.status}" start="2026-11-20T09:00:00" elapsed="2"'
    return (
        f'<test id="{identity}" name={quoteattr(check.name)} line="1">{tags}'
        f"<status {shown}>{escape(check.message)}</status></test>"
    )


def needed(environment: str) -> list[str]:
    """What the must-gates of an environment ask for, without attestations."""
    musts = [gate for gate in gates.load().of(environment) if gate.level == "must"]
    return [
        requirement.id
        for requirement in catalogue().values()
        if requirement.kind != "attest"
        and requirement.applies_to(environment)
        and any(gate.holds(requirement) for gate in musts)
    ]


def stated(environment: str) -> list[tuple[str, Limit]]:
    """The limits that the phases state for these requirements."""
    limits = (limit for name in needed(environment) for limit in catalogue()[name].limit)
    return [(limit.metric, bound) for limit in limits if (bound := limit.bound())]


def within(metric: str, limit: Limit) -> Observation:
    """An observation that keeps a limit just so, with cases enough for any limit."""
    value = limit.bound.value + {"<": -1, ">": 1}.get(limit.op, 0)
    return Observation(name=metric, value=value, unit=limit.bound.unit, population=1_000_000)


def green(environment: str = "embedded", *more: Check, without: Collection[str] = (), **changed: Any) -> Folder:
    """A run with one check that speaks for every needed requirement, and perhaps others."""
    bounds = [(t.metric, t.bound()) for t in targets.load().targets] + stated(environment)
    seen_within = [within(metric, limit) for metric, limit in bounds]
    held = [hold(seen, limit) for seen, (_, limit) in zip(seen_within, bounds, strict=True)]
    seen = Observation(name="accepted documents", value=5, unit="documents", population=5)
    judged = Judgement(observation=seen.name, expected="== 5 documents", observed="5 documents", verdict=Verdict.PASS)
    everything = Check(
        "Everything Holds",
        [name for name in needed(environment) if name not in without],
        observations=[seen, *seen_within],
        judgements=[judged, *held],
        sides=STANDS_FOR,
    )
    limits = {"accepted documents": "== 5 documents"}
    here = RunEnvironment(name=environment, limits=limits, **{"fingerprint": {"host": "here"}, **changed})
    return Folder([everything, *more], environment=here)
