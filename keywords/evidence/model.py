"""The stored record of an experiment or a check: inputs, observations, times and verdict."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from keywords.basics.words import Verdict

FOLDER = "evidence"


class Record(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Observation(Record):
    """A figure or fact, the number of cases it was seen in, and its raw data."""

    name: str
    value: float | bool | str
    unit: str = ""
    population: Annotated[int, Field(ge=0)]
    samples: list[float] = []
    detail: str = ""


class Judgement(Record):
    """One observation compared with what was expected."""

    observation: str
    expected: str  # such as '== 9 stages'
    observed: str  # such as '9 stages'
    verdict: Verdict
    reason: str = ""


class Timeline(Record):
    """The number of jobs at each stage over time, in seconds since the experiment began."""

    seconds: list[float]
    jobs: dict[str, list[int]]  # by stage, one number for each of the seconds
    shaded: tuple[float, float]  # from the break until the healing


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
    observations: list[Observation] = []
    timeline: Timeline | None = None
    judgements: list[Judgement] = []
    rests_on: list[str] = []  # the experiments that a check read
    verdict: Verdict = Verdict.INCONCLUSIVE
    reasons: list[str] = []  # why it did not pass, in the order noticed
    machine: Machine | None = None  # while it was made
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
