"""The stored record of an experiment or a check: inputs, observations, times and verdict."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from keywords.basics.secrets import mask
from keywords.basics.words import Verdict
from keywords.evidence.following import Rule

FOLDER = "evidence"
SHORT = 200  # the longest text of a case; what is longer is cut


class Record(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Case(Record):
    """One thing that was tried or examined: what was expected and seen, and the ids to find it again."""

    what: str
    ok: bool
    expected: str = ""
    seen: str = ""
    ids: dict[str, str] = {}  # such as document, job, user, correlation

    @classmethod
    def of(cls, what: str, expected: object, seen: object, **ids: object) -> "Case":
        """A case that is good if what was seen is what was expected.

        >>> Case.of("opening another user's document", 404, answer.status_code, document=document_id, user=user_id)
        """
        return cls.judged(what, seen == expected, expected, seen, **ids)

    @classmethod
    def judged(cls, what: str, ok: bool, expected: object = "", seen: object = "", **ids: object) -> "Case":
        """A case that is good or not by more than equality."""
        known = {name: short(value) for name, value in ids.items() if value}
        return cls(what=short(what), ok=ok, expected=short(expected), seen=short(seen), ids=known)

    def __str__(self) -> str:
        said = f"expected {self.expected}, seen {self.seen or 'nothing'}" if self.expected else self.seen
        where = ", ".join(f"{name} {value}" for name, value in self.ids.items())
        return f"{self.what}{f': {said}' if said else ''}{f' ({where})' if where else ''}"


def short(value: object) -> str:
    """A masked text on one line. The end of a long one is cut, and says so."""
    text = mask(" ".join(str(value).split()))
    return text if len(text) <= SHORT else f"{text[: SHORT - 1]}…"


def names_of_failed(cases: Iterable[Case]) -> str:
    """The names of the failed cases, as a fact."""
    return str(sorted(case.what for case in cases if not case.ok))


class CasesFile(Record):
    """All cases of an observation that has too many for its record, one a line."""

    file: str  # below the results folder
    sha256: str
    number: int


class HttpFile(Record):
    """The HTTP calls of an experiment, in the format HAR 1.2."""

    file: str  # below the results folder
    sha256: str
    calls: int  # that were made
    kept: int  # of them


class Picture(Record):
    """What a browser showed at one moment."""

    moment: str  # a sentence
    engine: str
    file: str  # below the results folder
    sha256: str


class Observation(Record):
    """A figure or fact, the number of cases it was seen in, and its raw data."""

    name: str
    value: float | bool | str
    unit: str = ""
    population: Annotated[int, Field(ge=0)]
    rule: Rule = Rule.NONE  # how value and population follow from the cases or the samples
    cases: list[Case] = []
    all_cases: CasesFile | None = None  # if `cases` holds only some of them
    samples: list[float] = []
    detail: str = ""

    @property
    def failed(self) -> list[Case]:
        return [case for case in self.cases if not case.ok]


class Judgement(Record):
    """One observation compared with what was expected."""

    observation: str
    operator: str = "=="  # of a fact; the limit of a figure holds its own
    expected: str  # such as '== 9 stages'
    observed: str  # such as '9 stages'
    verdict: Verdict
    reason: str = ""
    set_by: str = ""  # who set the limit: a requirement, a target's owner, the environment, or the row alone


UNDER_WAY, DONE = "under way", "done"


class Step(Record):
    """One thing done, in a sentence that a QA engineer would say."""

    name: str
    args: list[str] = []
    started: datetime
    seconds: float = 0.0
    outcome: Literal["under way", "done", "failed", "inconclusive"] = "under way"
    seen: list[str] = []  # what it saw, or why it did not succeed
    times: int = 1  # more if equal steps that followed each other are shown as one
    steps: list["Step"] = []  # what was done within it

    def __str__(self) -> str:
        often = f", {self.times} times" if self.times > 1 else ""
        return f"{self.name}{often}"


class Timeline(Record):
    """The number of jobs at each stage over time, in seconds since the experiment began."""

    seconds: list[float]
    jobs: dict[str, list[int]]  # by stage, one number for each of the seconds
    shaded: tuple[float, float]  # from the break until the healing


class MadeOn(Record):
    """A stack that an experiment was made on."""

    stack: str
    settings: dict[str, str | int | float] = {}  # those that are not the pipeline's defaults
    differs: dict[str, str] = {}  # from the stack that is certified: `here, there` by setting
    fingerprint: dict[str, str] = {}


BUSY = 25.0  # percent of all processors: a machine of which others use more is busy


class Machine(Record):
    """The machine while a record was made."""

    processors: int
    others: float | None  # percent of all processors that others used; None if they cannot be told from the pipeline
    steal: float  # percent that other virtual machines used
    load: float  # the highest load average of a minute
    free: int  # the least memory that was available, in bytes

    @property
    def busy(self) -> bool:
        """Whether others used so much of it that times measured here say little about the pipeline."""
        return (self.others or 0) + self.steal > BUSY

    def __str__(self) -> str:
        unknown = "others' share of the processors cannot be told"
        used = unknown if self.others is None else f"others used {self.others:.0f} % of {self.processors} processors"
        steal = f" and {self.steal:.0f} % were stolen" if self.steal >= 1 else ""
        return f"{used}{steal}; load {self.load:g}, at least {self.free / 1e9:.1f} GB free"


class Evidence(Record):
    schema_version: Literal["1"] = "1"
    id: str  # 'check/...' or 'experiment/...', also its file below evidence/
    kind: Literal["check", "experiment"]
    name: str
    run: str
    environment: str
    suite: str = ""
    tags: list[str] = []
    requirements: list[str] = []
    started: datetime
    finished: datetime | None = None
    inputs: dict[str, Any] = {}
    steps: list[Step] = []  # what was done, in order
    observations: list[Observation] = []
    timeline: Timeline | None = None
    http: HttpFile | None = None
    pictures: list[Picture] = []  # of the page in a browser, in order
    judgements: list[Judgement] = []
    made_on: list[MadeOn] = []  # the run's own stack, or those beside it that the experiment was given
    controls: dict[str, str] = {}  # the limits of an experiment's controls, by figure
    informs: dict[str, str] = {}  # figures that only inform, with the reason, unless a check judged them
    rests_on: list[str] = []  # the experiments that a check read
    sides: dict[str, dict[str, str]] = {}  # the fingerprints of other environments that it was held against, by name
    verdict: Verdict = Verdict.INCONCLUSIVE
    reasons: list[str] = []  # why it did not pass, in the order noticed
    machine: Machine | None = None  # while it was made
    alone: bool = False  # a measurement, during which nothing else of the run was under way
    own_fault: str = ""  # where Countersign itself failed, if it did

    def path(self, results: Path) -> Path:
        return results / FOLDER / f"{self.id}.json"

    def save(self, results: Path) -> Path:
        path = self.path(results)
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_suffix(".new")
        new.write_text(self.model_dump_json(indent=2) + "\n", encoding="utf-8")
        new.replace(path)
        return path


def identifier(kind: str, name: str) -> str:
    """The id of a record. It is its file name, too, so a person must recognize it."""
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    return f"{kind}/{slug[:100]}"


def load_all(results: Path) -> list[Evidence]:
    files = sorted((results / FOLDER).glob("*/*.json"))
    return [Evidence.model_validate_json(file.read_text(encoding="utf-8")) for file in files]


def now() -> datetime:
    return datetime.now(UTC)
