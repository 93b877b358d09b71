"""Reads what a run left in its results folder: its plan, Robot's report and the evidence. Nothing here judges."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError
from robot.api import ExecutionResult, ResultVisitor
from robot.errors import DataError

from keywords.checklists.requirements import OWN_NAMES
from keywords.evidence.course import unfinished
from keywords.evidence.model import FOLDER, Evidence

RUN = "run.json"
OUTPUT = "output.xml"
UNKNOWN = "unknown"
BY_SIGNAL = "Execution terminated by signal"


BY_REBOT = (
    "rebot merged these reports, and it merges no evidence, so nothing can be decided here: "
    "`countersign decide FOLDER...` merges the folders of the runs."
)


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RunEnvironment(Part):
    """What the run knows about its environment. `gates` and `limits` come from the environment file."""

    name: str
    title: str = ""
    decides: str = ""
    stands_for: str = ""  # the environment of the checklists whose requirements apply; its name if empty
    fingerprint: dict[str, Any] = {}
    gates: list[str] = []
    limits: dict[str, str] = {}
    suites: str = ""  # the path of the checks that a decision needs; suites/ of the repository if empty
    allowed_signers: str = ""  # a path; variables/allowed_signers if empty
    attestations: str = ""  # a path; variables/attestations.yaml if empty

    @property
    def judged_as(self) -> str:
        """The environment whose requirements and gates apply."""
        return OWN_NAMES.get(self.stands_for, self.stands_for) or self.name


class Planned(Part):
    """A check of the plan. Its id is also that of its evidence."""

    id: str
    name: str
    suite: str = ""
    source: str = ""  # its file, below the repository if it lies there
    tags: list[str] = []
    requirements: list[str] = []

    @property
    def long_name(self) -> str:
        return f"{self.suite}.{self.name}" if self.suite else self.name


class MergedRun(Part):
    """A run that was merged with others, and the manifest of its folder at that moment."""

    run: str
    folder: str
    manifest: str  # SHA-256; '' if the run did not finish


class RunRecord(Part):
    """The record of a run: written before Robot starts, and completed when Robot has ended."""

    run: str
    environment: RunEnvironment
    started: datetime | None = None
    finished: datetime | None = None
    command: list[str] = []
    commit: str = ""  # of the suite, with a hash of its changes
    selection: str = ""
    planned: list[Planned] = []
    complete: bool = False
    log: str = "log.html"
    left_behind: list[str] = []  # what this run and earlier killed runs did not undo, in sentences
    merged: list[MergedRun] = []  # the runs that this one was put together from
    problems: list[str] = []  # why they do not give one run, in sentences

    @property
    def runs(self) -> set[str]:
        """The runs whose evidence counts: this one, or those that it was put together from."""
        return {merged.run for merged in self.merged} or {self.run}

    @property
    def day(self) -> date:
        """The day of the decision, for waivers that expire."""
        moment = self.finished or self.started
        return moment.astimezone(UTC).date() if moment else date.min

    def save(self, folder: Path) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / RUN
        new = path.with_suffix(".new")
        new.write_text(self.model_dump_json(indent=2) + "\n", encoding="utf-8")
        new.replace(path)
        return path

    @classmethod
    def load(cls, folder: Path) -> "RunRecord":
        return cls.model_validate_json((folder / RUN).read_text(encoding="utf-8"))


def note_left_behind(folder: Path, sentences: list[str]) -> None:
    """Add to what a run left behind."""
    run = RunRecord.load(folder)
    run.model_copy(update={"left_behind": list(dict.fromkeys([*run.left_behind, *sentences]))}).save(folder)


@dataclass(frozen=True)
class Outcome:
    """What Robot reported about one check."""

    status: str
    message: str = ""
    log_id: str = ""
    cut_short: bool = False  # Robot gave it a status although its body did not finish


@dataclass(frozen=True)
class Results:
    """The content of a results folder."""

    run: RunRecord
    outcomes: dict[str, list[Outcome]]  # by long name; more than one only if Robot ran a name twice
    checks: dict[str, Evidence]
    experiments: dict[str, Evidence]
    problems: tuple[str, ...]  # what is missing or damaged, in sentences

    @property
    def planned(self) -> list[Planned]:
        """The planned checks, and those that left evidence without being planned."""
        known = {planned.id for planned in self.run.planned}
        return [*self.run.planned, *(_unplanned(record) for key, record in self.checks.items() if key not in known)]


def read(folder: Path) -> Results:
    """Read what exists. Anything missing or damaged becomes a problem, never a crash."""
    problems: list[str] = []
    run = _read_run(folder, problems)
    problems += run.problems
    records = _read_evidence(folder, run, problems)
    outcomes = statuses(folder, problems)
    known = {planned.id for planned in run.planned}
    checks, experiments = ({r.id: r for r in records if r.kind == kind} for kind in ("check", "experiment"))
    problems += unfinished(folder)
    problems += [f"Check '{r.name}' was executed but not planned." for r in checks.values() if r.id not in known]
    return Results(run, outcomes, checks, experiments, tuple(problems))


def statuses(folder: Path, problems: list[str]) -> dict[str, list[Outcome]]:
    """What Robot reported about each check, by long name."""
    path = folder / OUTPUT
    if not path.is_file():
        problems.append(f"{OUTPUT} is missing: Robot did not finish, so nothing shows which checks were executed.")
        return {}
    try:
        result = ExecutionResult(path, include_keywords=False)
    except DataError:
        problems.append(f"{OUTPUT} is torn or incomplete: Robot was interrupted while it wrote.")
        return {}
    collector = _Collector()
    result.visit(collector)
    return collector.outcomes


class _Collector(ResultVisitor):  # type: ignore[misc]  # robot is untyped
    def __init__(self) -> None:
        self.outcomes: dict[str, list[Outcome]] = {}

    def visit_test(self, test: Any) -> None:
        outcome = Outcome(test.status, test.message, test.id, _cut_short(test.message, test.tags))
        self.outcomes.setdefault(test.full_name, []).append(outcome)


def _cut_short(message: str, tags: Any) -> bool:
    """True if Robot marked as failed what it never ran (a stopped run, a failed suite setup) or what a signal ended.

    A failure before the signal counts as a failure: Robot then appends the signal as a message of the teardown.
    """
    by_signal = message.endswith(BY_SIGNAL) and "\n\nAlso " not in message
    return "robot:exit" in tags or message.startswith("Parent suite setup failed:") or by_signal


def _read_run(folder: Path, problems: list[str]) -> RunRecord:
    try:
        return RunRecord.load(folder)
    except FileNotFoundError:
        problems.append(f"{RUN} is missing: nothing shows what was planned." if not _by_rebot(folder) else BY_REBOT)
    except (ValidationError, UnicodeDecodeError):
        problems.append(f"{RUN} cannot be read: nothing shows what was planned.")
    return RunRecord(run=UNKNOWN, environment=RunEnvironment(name=UNKNOWN))


def _by_rebot(folder: Path) -> bool:
    """Whether rebot wrote this report: out of others, and without their evidence."""
    try:
        return b'generator="Rebot' in (folder / OUTPUT).read_bytes()[:500]
    except OSError:
        return False


def _read_evidence(folder: Path, run: RunRecord, problems: list[str]) -> list[Evidence]:
    records = []
    for file in sorted((folder / FOLDER).glob("*/*.json")):
        where = file.relative_to(folder).as_posix()
        try:
            record = Evidence.model_validate_json(file.read_text(encoding="utf-8"))
        except (ValidationError, UnicodeDecodeError):
            problems.append(f"{where} cannot be read as evidence.")
            continue
        if record.path(folder) != file:
            problems.append(f"{where} says that it is {record.id}.")
        elif run.run != UNKNOWN and (record.run not in run.runs or record.environment != run.environment.name):
            problems.append(f"{where} is of another run ({record.run}, {record.environment}) and does not count.")
        else:
            records.append(record)
    return records


def _unplanned(record: Evidence) -> Planned:
    return Planned.model_validate(record.model_dump(include=set(Planned.model_fields)))
