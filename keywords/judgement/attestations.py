"""What only a person can say: signed attestations, each about one manifest, and waivers that expire."""

import datetime
import hashlib
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from keywords.basics import yaml_files
from keywords.basics.folders import REPOSITORY, VARIABLES
from keywords.basics.quantities import Quantity
from keywords.basics.words import Verdict
from keywords.checklists.requirements import Requirement
from keywords.judgement.verdicts import BY_A_PERSON, Attested, worst

FILE = VARIABLES / "attestations.yaml"
ALLOWED_SIGNERS = VARIABLES / "allowed_signers"
FOLDER = "attestations"
NAMESPACE = "countersign"
PROGRAM = "ssh-keygen"

Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Words = Annotated[str, Field(min_length=2)]


class Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Statement(Record):
    """What a person attests about one requirement. A document is attested with its hash."""

    requirement: str
    holds: bool = True
    says: str = ""
    figures: dict[str, float] = {}
    file: str | None = None  # relative to the repository
    sha256: Hash | None = None


class Attestation(Record):
    person: Words
    role: Words
    date: datetime.date
    signer: Words  # the name of the key among the allowed signers
    manifest: Hash  # SHA-256 of the manifest.sha256 that the person saw
    attests: Annotated[list[Statement], Field(min_length=1)]


class Waiver(Record):
    requirement: str
    reason: Annotated[str, Field(min_length=10)]
    name: Words
    date: datetime.date
    expires: datetime.date


class AttestationsFile(Record):
    waivers: list[Waiver] = []
    example: Attestation | None = None


@dataclass(frozen=True)
class Signed:
    """A file in results/attestations/. It counts if it has no problem."""

    file: str
    sha256: str
    attestation: Attestation | None
    problem: str = ""  # why it does not count
    stale: bool = False  # it names another manifest, perhaps of an earlier run
    checkable: bool = True  # False: this machine could not check the signature

    @property
    def counts(self) -> bool:
        return not self.problem


def load_waivers(file: Path = FILE) -> list[Waiver]:
    return yaml_files.load(AttestationsFile, file).waivers


def in_force(
    waivers: Iterable[Waiver], never: Iterable[str], today: datetime.date
) -> tuple[dict[str, Waiver], list[str]]:
    """The waivers that count today, by requirement, and why the others do not."""
    forbidden, counting, reasons = set(never), {}, []
    for waiver in waivers:
        named = f"The waiver of {waiver.requirement} by {waiver.name}"
        if waiver.requirement in forbidden:
            reasons.append(f"{named} does not count: loss of data and isolation of users cannot be waived.")
        elif today > waiver.expires:
            reasons.append(f"{named} does not count: it expired on {waiver.expires}.")
        elif today < waiver.date:
            reasons.append(f"{named} does not count yet: it is dated {waiver.date}.")
        else:
            counting[waiver.requirement] = waiver
    return counting, reasons


def read(folder: Path, allowed: Path, manifests: Iterable[str], today: datetime.date) -> list[Signed]:
    """Every attestation below results/attestations/, with the reason if it does not count."""
    known = set(manifests)
    return [_read_one(file, allowed, known, today) for file in sorted((folder / FOLDER).glob("*.yaml"))]


def _read_one(file: Path, allowed: Path, manifests: set[str], today: datetime.date) -> Signed:
    content = file.read_bytes()
    digest, name = hashlib.sha256(content).hexdigest(), f"{FOLDER}/{file.name}"
    try:
        attestation = Attestation.model_validate(yaml.safe_load(content))
    except (yaml.YAMLError, UnicodeDecodeError, ValidationError):
        return Signed(
            name, digest, None, "it does not have the form of an attestation (see variables/attestations.yaml)"
        )
    if attestation.manifest not in manifests:
        problem = f"it names another manifest ({attestation.manifest[:12]}…) than this run's"
        return Signed(name, digest, attestation, problem, stale=True)
    if attestation.date > today:
        return Signed(name, digest, attestation, f"its date, {attestation.date}, is still to come")
    problem, checkable = _check_signature(file, content, attestation.signer, allowed, today)
    return Signed(name, digest, attestation, problem, checkable=checkable)


def _check_signature(file: Path, content: bytes, signer: str, allowed: Path, today: datetime.date) -> tuple[str, bool]:
    signature = file.with_name(file.name + ".sig")
    if not signature.is_file():
        return "it is not signed yet", True
    program = shutil.which(PROGRAM)
    if program is None:
        return f"{PROGRAM} is not on this machine, so its signature could not be checked", False
    common = ["-n", NAMESPACE, "-s", str(signature)]
    if not _accepts([program, "-Y", "check-novalidate", *common], content):
        return "its signature does not fit its text", True
    if not allowed.is_file():
        return f"its signer is unknown: there is no file of allowed signers at {allowed}", True
    day = f"-Overify-time={today:%Y%m%d}2359"
    if not _accepts([program, "-Y", "verify", day, "-f", str(allowed), "-I", signer, *common], content):
        return f"its signer is unknown: {allowed} does not list this key for {signer}", True
    return "", True


def _accepts(command: list[str], content: bytes) -> bool:
    # No shell. The only argument from outside, the signer's name, follows its option -I.
    done = subprocess.run(command, input=content, capture_output=True, check=False, timeout=30)  # noqa: S603
    return done.returncode == 0


def attested(
    signed: Iterable[Signed], catalogue: Mapping[str, Requirement], root: Path = REPOSITORY
) -> tuple[dict[str, Attested], list[str]]:
    """What is attested about each requirement, and which statements do not count."""
    by_requirement: dict[str, Attested] = {}
    reasons = []
    for item in signed:
        for statement in item.attestation.attests if item.attestation else []:
            requirement = catalogue.get(statement.requirement)
            if not item.counts and item.checkable:
                continue
            if requirement is None or requirement.kind not in BY_A_PERSON:
                why = "is not a requirement" if requirement is None else "must be observed, not attested"
                reasons.append(f"What {item.file} says about {statement.requirement} does not count: it {why}.")
                continue
            judged = _judge(item, statement, requirement, root)
            earlier = by_requirement.get(requirement.id)
            if earlier is None or worst([earlier.verdict, judged.verdict]) is not earlier.verdict:
                by_requirement[requirement.id] = judged
    return by_requirement, reasons


def _judge(item: Signed, statement: Statement, requirement: Requirement, root: Path) -> Attested:
    assert item.attestation is not None  # noqa: S101 (it has statements)
    person = f"{item.attestation.person} ({item.attestation.role})"
    says = f": {statement.says}" if statement.says else ""
    if not item.checkable:
        return Attested(Verdict.INCONCLUSIVE, f"{item.file}: {item.problem}", person)
    if not statement.holds:
        return Attested(Verdict.FAIL, f"{person} says that it does not hold{says}", person)
    for stated in requirement.limit:
        bound = stated.bound()
        if bound is None or requirement.kind != "attest":
            continue
        if stated.metric not in statement.figures:
            return Attested(Verdict.INCONCLUSIVE, f"{person} gives no figure for {stated.metric}", person)
        figure = Quantity(statement.figures[stated.metric], stated.unit)
        if not bound.holds(figure):
            return Attested(Verdict.FAIL, f"{person} says {stated.metric} is {figure}, expected {bound}", person)
    if problem := _wrong_file(statement, requirement, root):
        return Attested(Verdict.INCONCLUSIVE, f"{person} attests it, but {problem}", person)
    return Attested(Verdict.PASS, f"attested by {person} on {item.attestation.date}{says}", person)


def _wrong_file(statement: Statement, requirement: Requirement, root: Path) -> str:
    """Why the attested file is not the right one, or ''. Its hash decides: that a file exists is no evidence."""
    if requirement.kind == "document" and not (statement.file and statement.sha256):
        return "names no file with its hash"
    if not statement.file:
        return ""
    path = (root / statement.file).resolve()
    if not path.is_relative_to(root.resolve()) or not path.is_file():
        return f"there is no file {statement.file}"
    if hashlib.sha256(path.read_bytes()).hexdigest() != statement.sha256:
        return f"{statement.file} is not the file whose hash was attested"
    return ""
