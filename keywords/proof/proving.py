"""`countersign prove`: breaks the pipeline in one known way at a time and shows that the suite notices, and where.

Then the unbroken pipeline is run again and again, for false alarms. Each run has its own stack and results folder.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any, TextIO

import psutil

from keywords.basics.folders import REPOSITORY
from keywords.basics.words import Decision
from keywords.checklists.requirements import catalogue
from keywords.cleaning import cleaner
from keywords.evidence.model import FOLDER, now
from keywords.proof import hook as proof_hook
from keywords.proof import report as proof_report
from keywords.proof.store import Outcome, Proof, Store, commit_of
from keywords.running import checks

DEFECTS = REPOSITORY / "tests" / "defects"
STORE = REPOSITORY / "results" / "proof.sqlite"
UNBROKEN = "unbroken"
SMOKE = ("--include", "smoke")
BY_NAME = "--test"
MOST_SECONDS = 600
RED = "fail"


class DefectFileError(Exception):
    """A defect's file lacks something, or nothing of the name asked for is there."""


@dataclass(frozen=True)
class Defect:
    name: str
    file: Path
    says: str
    requirements: tuple[str, ...]
    field: str
    selection: tuple[str, ...]  # the names of checks
    services: tuple[str, ...]
    module: str  # right after it is loaded, the defect is applied


@dataclass(frozen=True)
class Ran:
    """What one run left."""

    dossier: dict[str, Any]
    marks: frozenset[str]
    seconds: float
    red: tuple[str, ...] = ()  # the checks that saw what contradicts them
    trouble: str = ""  # why the defect could not be applied


def read(file: Path) -> Defect:
    loaded = proof_hook.load(file)
    try:
        defect = Defect(
            file.stem,
            file,
            (loaded.__doc__ or "").strip().partition("\n")[0],
            tuple(loaded.REQUIREMENTS),
            loaded.FIELD,
            tuple(loaded.SELECTION),
            tuple(loaded.SERVICES),
            loaded.MODULE,
        )
    except AttributeError as error:
        raise DefectFileError(f"{file}: {error}") from None
    for named in defect.requirements:
        if named not in catalogue():
            raise DefectFileError(f"{file}: there is no requirement {named!r}")
    if not defect.selection or isinstance(loaded.SELECTION, str):  # a tuple of one without its comma
        raise DefectFileError(f"{file}: SELECTION is a tuple of the names of checks")
    if not (defect.says and defect.requirements and callable(getattr(loaded, "apply", None))):
        raise DefectFileError(f"{file}: a defect says what breaks, names a requirement, and has apply()")
    return defect


def defects(only: str | None = None, of_field: str | None = None, folder: Path = DEFECTS) -> list[Defect]:
    found = [read(file) for file in sorted(folder.glob("*.py")) if file.stem != "__init__"]
    chosen = [d for d in found if only in (None, d.name) and of_field in (None, d.field)]
    if not chosen:
        raise DefectFileError(
            f"there is no such defect; known are: {', '.join(f'{d.name} ({d.field})' for d in found)}"
        )
    return chosen


def judge_broken(defect: Defect, ran: Ran) -> Outcome:
    """Whether the suite noticed, and at the requirement that speaks of it."""
    if not any(mark.startswith(proof_hook.REACHED) for mark in ran.marks):
        return Outcome.NOT_REACHED
    if ran.dossier.get("decision") != Decision.NO_GO:
        return Outcome.MISSED
    seen = verdicts(ran.dossier)
    return Outcome.CAUGHT if all(seen.get(name) == RED for name in defect.requirements) else Outcome.WRONG_REASON


def judge_unbroken(ran: Ran) -> Outcome:
    counts = ran.dossier.get("checks", {})
    if ran.dossier.get("decision") == Decision.NO_GO or counts.get("failed"):
        return Outcome.FALSE_ALARM
    all_passed = counts.get("planned") and counts["planned"] == counts["passed"]
    return Outcome.PASSED if all_passed else Outcome.NO_VERDICT


def verdicts(dossier: dict[str, Any]) -> dict[str, str]:
    """Of each requirement that was checked: its verdict, or that of its rehearsal where it is not asked for."""
    return {
        line["id"]: RED if RED in (line["verdict"], line["rehearsal"]) else line["rehearsal"] or line["verdict"]
        for line in dossier.get("requirements", [])
        if line["checks"]
    }


def run(selection: Sequence[str], results: Path, defect: Defect | None = None) -> Ran:
    """One run of the suite in a process of its own, with the defect if there is one."""
    with TemporaryDirectory(prefix="countersign-proof-") as outside:
        began = time.monotonic()
        with (results / "run.log").open("wb") as log:
            child = subprocess.Popen(  # noqa: S603 (ourselves, with arguments of our own)
                [
                    sys.executable,
                    "-m",
                    "keywords.commands.countersign",
                    "run",
                    "--environment",
                    "embedded",
                    "--results",
                    str(results),
                    "--",
                    *selection,
                ],
                env={**os.environ, **variables(Path(outside), defect)},
                cwd=REPOSITORY,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
            with _ended(child):
                child.wait(MOST_SECONDS)
        seconds = time.monotonic() - began
        left = list((Path(outside) / "marks").iterdir())
        marks = frozenset(mark.name for mark in left)
        trouble = next((m.read_text(encoding="utf-8") for m in left if m.name.startswith(proof_hook.BROKEN)), "")
    dossier = results / "dossier" / "dossier.json"
    found = json.loads(dossier.read_text(encoding="utf-8")) if dossier.exists() else {}
    return Ran(found, marks, seconds, contradicted(results), trouble)


def contradicted(results: Path) -> tuple[str, ...]:
    """The checks that held what they observed against what they expect, and saw that it is not so.

    One whose experiment broke down is red as well, but has shown nothing.
    """
    records = [json.loads(file.read_text(encoding="utf-8")) for file in (results / FOLDER / "check").glob("*.json")]
    return tuple(sorted(r["name"] for r in records if any(j["verdict"] == RED for j in r["judgements"])))


def variables(outside: Path, defect: Defect | None) -> dict[str, str]:
    """What makes the processes of a run meet the defect: a folder on their path, and one for their marks."""
    marks, path = outside / "marks", outside / "path"
    marks.mkdir()
    path.mkdir()
    if defect is None:
        return {}
    text = proof_hook.SITECUSTOMIZE.format(file=str(defect.file), module=defect.module, services=defect.services)
    (path / "sitecustomize.py").write_text(text, encoding="utf-8")
    before = os.environ.get("PYTHONPATH")
    return {
        "PYTHONPATH": os.pathsep.join([str(path), *([before] if before else [])]),
        proof_hook.MARKS: str(marks),
    }


@contextmanager
def _ended(child: "subprocess.Popen[bytes]") -> Iterator[None]:
    """Whatever happens: robot is asked to end, ends its stack, and only then it is forced."""
    try:
        yield
    except subprocess.TimeoutExpired:
        pass
    finally:
        if child.poll() is None:
            for process in psutil.Process(child.pid).children():
                process.send_signal(signal.SIGTERM)
            try:
                child.wait(60)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
            cleaner.sweep()


@dataclass(frozen=True)
class Plan:
    """What `countersign prove` was asked for."""

    chosen: Sequence[Defect]
    unbroken: int  # runs of the quick selection
    whole: int = 0  # runs of everything
    at_once: int = 1  # broken pipelines at the same time; unbroken ones have the machine to themselves
    checks: Sequence[str] = ()  # each is to be turned red by some defect
    keep: bool = False

    @property
    def plain(self) -> dict[str, tuple[str, ...]]:
        """The runs of the unbroken pipeline, and what each selects."""
        quick = {f"{UNBROKEN} {n}": SMOKE for n in range(1, self.unbroken + 1)}
        return quick | {f"{UNBROKEN}, whole {n}": () for n in range(1, self.whole + 1)}


def prove(plan: Plan, store: Store, out: TextIO | None = None) -> bool:
    """Run what is not in the store yet, and report.

    True if every defect was caught, there was no false alarm, and a defect turned each of the plan's checks red.
    """
    said, known = out or sys.stdout, store.known()

    def carry_out(name: str, selection: Sequence[str], defect: Defect | None = None) -> None:
        proof = _prove_one(name, selection, defect, plan.keep)
        store.keep(proof)
        red = [f"  red: {check}\n" for check in proof.red if len(plan.chosen) == 1]
        said.write(f"{proof.name}: {proof.outcome} ({proof.seconds:.0f} s)\n" + "".join(red))
        said.flush()

    with ThreadPoolExecutor(plan.at_once) as pool:
        missing = [defect for defect in plan.chosen if defect.name not in known]
        suite = checks.read() if missing else None
        list(pool.map(lambda defect: carry_out(defect.name, widened(defect.selection, suite), defect), missing))
    for name, selection in plan.plain.items():
        if name not in known:
            carry_out(name, selection)
    return _report(plan, store.known(), said)


def widened(names: Sequence[str], suite: Any) -> tuple[str, ...]:
    """Robot's options for these checks and all others of the same experiments: the defect may turn more of them red."""
    return tuple(word for name in checks.with_their_neighbours(names, suite) for word in (BY_NAME, name))


def _report(plan: Plan, known: dict[str, Proof], said: TextIO) -> bool:
    broken = [(defect.requirements, known[defect.name]) for defect in plan.chosen]
    plain = [known[name].outcome for name in plan.plain]
    never = sorted(set(plan.checks) - {name for _, proof in broken for name in proof.red})
    told = [proof_report.table(broken), proof_report.unbroken_line(plain)]
    told += [proof_report.never_red(never, len(set(plan.checks)))] if plan.checks else []
    said.write("\n" + "\n".join(told) + "\n")
    caught = all(proof.outcome is Outcome.CAUGHT for _, proof in broken)
    return caught and all(outcome is Outcome.PASSED for outcome in plain) and not never


def _prove_one(name: str, selection: Sequence[str], defect: Defect | None, keep: bool) -> Proof:
    results = Path(mkdtemp(prefix=f"countersign-{name.replace(' ', '-')}-"))
    try:
        ran = run(selection, results, defect)
    finally:
        if keep:
            sys.stderr.write(f"{name}: {results}\n")
        else:
            shutil.rmtree(results, ignore_errors=True)
    if ran.trouble:
        sys.stderr.write(f"{name} could not be applied: {ran.trouble}\n")
    outcome = judge_broken(defect, ran) if defect else judge_unbroken(ran)
    decision = str(ran.dossier.get("decision", "none"))
    return Proof(name, outcome, decision, verdicts(ran.dossier), ran.red, round(ran.seconds, 1), now().isoformat())


def command(only: str | None, of_field: str | None, unbroken: int, whole: int, at_once: int, keep: bool) -> int:
    """The exit status of `countersign prove`."""
    try:
        chosen = defects(only, of_field)
    except DefectFileError as error:
        sys.stderr.write(f"countersign: {error}\n")
        return Decision.HOLD.exit_status
    every = [] if only or of_field else [test.name for test in checks.read().all_tests]
    plan = Plan(chosen, unbroken, whole, at_once, every, keep)
    return 0 if prove(plan, Store(STORE, commit_of(REPOSITORY))) else 1
