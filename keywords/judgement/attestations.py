"""What only a person can say: signed attestations that name the manifest they speak of, and waivers that expire."""

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
    """What is attested of one requirement. A document is attested with its hash."""

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
    signer: Words  # the name under which the key is listed among the allowed signers
    manifest: Hash  # SHA-256 of the manifest.sha256 that the person has seen
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
    """A signed file as it was found. It counts when nothing speaks against it."""

    file: str
    sha256: str
    attestation: Attestation | None
    problem: str = ""  # why it does not count
    stale: bool = False  # it speaks of another manifest, so perhaps of an earlier run
    checkable: bool = True  # False: the test bed could not check the signature

    @property
    def counts(self) -> bool:
        return not self.problem


def load_waivers(file: Path = FILE) -> list[Waiver]:
    return yaml_files.load(AttestationsFile, file).waivers


def in_force(
    waivers: Iterable[Waiver], never: Iterable[str], today: datetime.date
) -> tuple[dict[str, Waiver], list[str]]:
    """The waivers that count today, by requirement, and why the others do not."""
    forbidden, good, reasons = set(never), {}, []
    for waiver in waivers:
        said = f"The waiver of {waiver.requirement} by {waiver.name}"
        if waiver.requirement in forbidden:
            reasons.append(f"{said} does not count: loss of data and isolation of users cannot be waived.")
        elif today > waiver.expires:
            reasons.append(f"{said} does not count: it expired on {waiver.expires}.")
        elif today < waiver.date:
            reasons.append(f"{said} does not count yet: it is dated {waiver.date}.")
        else:
            good[waiver.requirement] = waiver
    return good, reasons


def read(folder: Path, allowed: Path, manifests: Iterable[str], today: datetime.date) -> list[Signed]:
    """Every attestation below results/attestations/, each with why it counts or does not."""
    known = set(manifests)
    return [_read_one(file, allowed, known, today) for file in sorted((folder / FOLDER).glob("*.yaml"))]


def _read_one(file: Path, allowed: Path, manifests: set[str], today: datetime.date) -> Signed:
    content = file.read_bytes()
    digest, name = hashlib.sha256(content).hexdigest(), f"{FOLDER}/{file.name}"
    try:
        said = Attestation.model_validate(yaml.safe_load(content))
    except (yaml.YAMLError, UnicodeDecodeError, ValidationError):
        return Signed(name, digest, None, "it does not have the form of an attestation")
    if said.manifest not in manifests:
        problem = f"it names another manifest ({said.manifest[:12]}…) than that of this run"
        return Signed(name, digest, said, problem, stale=True)
    if said.date > today:
        return Signed(name, digest, said, f"it is dated {said.date}, which is still to come")
    problem, checkable = _check_signature(file, content, said.signer, allowed, today)
    return Signed(name, digest, said, problem, checkable=checkable)


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
        return f"its signer is unknown: no allowed signer {signer} has this key", True
    return "", True


def _accepts(command: list[str], content: bytes) -> bool:
    # A list of arguments and no shell; the one that comes from outside, the signer's name, follows its option -I.
    done = subprocess.run(command, input=content, capture_output=True, check=False, timeout=30)  # noqa: S603
    return done.returncode == 0


def attested(
    signed: Iterable[Signed], catalogue: Mapping[str, Requirement], root: Path = REPOSITORY
) -> tuple[dict[str, Attested], list[str]]:
    """What is attested of each requirement, and what was said but does not count."""
    found: dict[str, Attested] = {}
    reasons = []
    for item in signed:
        for statement in item.attestation.attests if item.attestation else []:
            requirement = catalogue.get(statement.requirement)
            if not item.counts and item.checkable:
                continue
            if requirement is None or requirement.kind not in BY_A_PERSON:
                what = "is no requirement" if requirement is None else "must be observed, not attested"
                reasons.append(f"What {item.file} says of {statement.requirement} does not count: it {what}.")
                continue
            said = _judge(item, statement, requirement, root)
            earlier = found.get(requirement.id)
            if earlier is None or worst([earlier.verdict, said.verdict]) is not earlier.verdict:
                found[requirement.id] = said
    return found, reasons


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
    """A document is what its hash says; that a file exists is no evidence."""
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
