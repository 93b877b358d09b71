"""The shape of dossier.json; its schema is variables/schemas/dossier.schema.json."""

import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from keywords.basics.words import Decision, Verdict

Rehearsal = Literal["pass", "fail", "inconclusive"]


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class AttestationLine(Part):
    """An attestation, as it was at the decision."""

    file: str
    sha256: str
    person: str
    role: str
    date: datetime.date | None
    requirements: list[str]
    counts: bool
    problem: str


class WaiverLine(Part):
    requirement: str
    reason: str
    name: str
    date: datetime.date
    expires: datetime.date


class RunLine(Part):
    run: str
    started: datetime.datetime | None
    finished: datetime.datetime | None
    command: list[str]
    selection: str
    complete: bool
    decides: str  # such as "ready for docker"
    decided_on: datetime.date
    rules: dict[str, str]  # SHA-256 of the files that state what must hold
    attestations: list[AttestationLine]
    waivers: list[WaiverLine]  # in force, by `decided_on`
    left_behind: list[str]  # in the environment; it does not change the decision


class EnvironmentLine(Part):
    name: str
    title: str
    fingerprint: dict[str, Any]


class Counts(Part):
    planned: int
    executed: int
    not_executed: int
    passed: int
    failed: int
    inconclusive: int


class GateLine(Part):
    id: str
    title: str
    level: Literal["must", "should"]
    verdict: Verdict
    requirements: list[str]


class RequirementLine(Part):
    id: str
    checklist: str  # such as `Phase 4`
    section: str
    text: str
    verdict: Verdict
    rehearsal: Rehearsal | None
    checks: list[str]
    evidence: list[str]
    observed: str | None
    limit: str | None
    by: list[str] = []  # the twins whose verdict it shares, or the broken promises that it rests on
    supports: list[str] = []  # of a promise: the requirements of the phases that fail if it is broken
    about: list[str] = []  # the figures and facts that may speak for it
    beyond: str = ""  # what its text asks that its checks do not look at


class Dossier(Part):
    """The whole decision, for programs. `reasons` has the most important first."""

    run: RunLine
    decision: Decision
    reasons: list[str]
    environment: EnvironmentLine
    checks: Counts
    gates: list[GateLine]
    requirements: list[RequirementLine]
