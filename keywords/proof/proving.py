"""`countersign prove`: breaks the pipeline in one known way at a time, and shows that the suite notices and where.

It also runs the unbroken pipeline several times, to count false alarms. Each run has its own stack and results folder.
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
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any, TextIO

import psutil

from keywords.basics.commits import commit_of
from keywords.basics.folders import REPOSITORY
from keywords.basics.words import Decision
from keywords.checklists.requirements import catalogue
from keywords.cleaning import cleaner
from keywords.evidence.model import FOLDER, now
from keywords.proof import hook as proof_hook
from keywords.proof import neighbour
from keywords.proof import report as proof_report
from keywords.proof.store import JUDGED, Outcome, Proof, Store
from keywords.running import checks

DEFECTS = REPOSITORY / "tests" / "defects"
STORE = REPOSITORY / "results" / "proof.sqlite"
UNBROKEN = "unbroken"
BESIDE_LOAD = ", beside load"
SMOKE = ("--include", "smoke")
BY_NAME = "--test"
MOST_SECONDS = 600
RED = "fail"


class DefectFileError(Exception):
    """The file of a defect lacks something, or there is no such defect."""


@dataclass(frozen=True)
class Defect:
    name: str
    file: Path
    says: str
    requirements: tuple[str, ...]
    field: str
    selection: tuple[str, ...]  # the names of checks
    services: tuple[str, ...]
    module: str  # the defect is applied right after this module is loaded


@dataclass(frozen=True)
class Ran:
    """The outcome of one run."""

    dossier: dict[str, Any]
    marks: frozenset[str]
    seconds: float
    red: tuple[str, ...] = ()  # the checks that observed a contradiction
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
    for requirement in defect.requirements:
        if requirement not in catalogue():
            raise DefectFileError(f"{file}: there is no requirement {requirement!r}")
    if not defect.selection or isinstance(loaded.SELECTION, str):  # the comma of a tuple of one is easily forgotten
        raise DefectFileError(f"{file}: SELECTION is a tuple of the names of checks; a single one needs a comma")
    if not (defect.says and defect.requirements and callable(getattr(loaded, "apply", None))):
        raise DefectFileError(f"{file}: a defect says what breaks, names a requirement, and has apply()")
    return defect


def defects(only: str | None = None, of_field: str | None = None, folder: Path = DEFECTS) -> list[Defect]:
    """The defects of the folder, or the one of this name, or those of one field."""
    every = [read(file) for file in sorted(folder.glob("*.py")) if file.stem != "__init__"]
    chosen = [defect for defect in every if only in (None, defect.name) and of_field in (None, defect.field)]
    if not chosen:
        known = ", ".join(f"{defect.name} ({defect.field})" for defect in every)
        raise DefectFileError(f"there is no such defect; known: {known}")
    return chosen


def judge_broken(defect: Defect, ran: Ran) -> Outcome:
    """Whether the suite noticed the defect, at every requirement that the defect names."""
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
    """The verdict of each requirement that was checked, or of its rehearsal if it does not apply here."""
    return {
        line["id"]: RED if RED in (line["verdict"], line["rehearsal"]) else line["rehearsal"] or line["verdict"]
        for line in dossier.get("requirements", [])
        if line["checks"]
    }


def run(selection: Sequence[str], results: Path, defect: Defect | None = None) -> Ran:
    """Run the suite in its own process, with the defect if there is one."""
    command = [sys.executable, "-m", "keywords.commands.countersign", "run", "--environment", "embedded"]
    with TemporaryDirectory(prefix="countersign-proof-") as outside:
        began = time.monotonic()
        with (results / "run.log").open("wb") as log:
            child = subprocess.Popen(  # noqa: S603 (ourselves, with arguments of our own)
                [*command, "--results", str(results), "--", *selection],
                env={**os.environ, **variables(Path(outside), defect)},
                cwd=REPOSITORY,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
            with _ended(child):
                child.wait(MOST_SECONDS)
        seconds = time.monotonic() - began
        files = list((Path(outside) / "marks").iterdir())
        marks = frozenset(file.name for file in files)
        trouble = next((f.read_text(encoding="utf-8") for f in files if f.name.startswith(proof_hook.BROKEN)), "")
    file = results / "dossier" / "dossier.json"
    dossier = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    return Ran(dossier, marks, seconds, contradicted(results), trouble)


def contradicted(results: Path) -> tuple[str, ...]:
    """The checks that observed something other than they expect.

    A check is red, too, if its experiment broke down, but then it has shown nothing.
    """
    records = [json.loads(file.read_text(encoding="utf-8")) for file in (results / FOLDER / "check").glob("*.json")]
    return tuple(sorted(r["name"] for r in records if any(j["verdict"] == RED for j in r["judgements"])))


def variables(outside: Path, defect: Defect | None) -> dict[str, str]:
    """The environment variables that bring the defect into a run: a folder on the path, and one for marks."""
    marks, path = outside / "marks", outside / "path"
    marks.mkdir()
    path.mkdir()
    if defect is None:
        return {}
    text = proof_hook.SITECUSTOMIZE.format(file=str(defect.file), module=defect.module, services=defect.services)
    (path / "sitecustomize.py").write_text(text, encoding="utf-8")
    python_path = os.pathsep.join(filter(None, [str(path), os.environ.get("PYTHONPATH")]))
    return {"PYTHONPATH": python_path, proof_hook.MARKS: str(marks)}


@contextmanager
def _ended(child: "subprocess.Popen[bytes]") -> Iterator[None]:
    """Make sure that the child ends: ask robot to end, so that it stops its stack, and only then kill."""
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
    """What `countersign prove` was asked to run."""

    chosen: Sequence[Defect]
    unbroken: int  # runs of the quick selection
    whole: int = 0  # runs of everything
    beside_load: bool = (
        False  # each run of the unbroken pipeline once more, beside a neighbour that keeps all cores busy
    )
    at_once: int = 1  # broken pipelines at the same time; unbroken ones have the machine to themselves
    checks: Sequence[str] = ()  # some defect must turn each of them red
    keep: bool = False

    @property
    def plain(self) -> dict[str, tuple[str, ...]]:
        """The runs of the unbroken pipeline and their selections."""
        quick: dict[str, tuple[str, ...]] = {f"{UNBROKEN} {n}": SMOKE for n in range(1, self.unbroken + 1)}
        quiet: dict[str, tuple[str, ...]] = quick | {f"{UNBROKEN}, whole {n}": () for n in range(1, self.whole + 1)}
        return quiet | ({f"{name}{BESIDE_LOAD}": words for name, words in quiet.items()} if self.beside_load else {})


def prove(plan: Plan, store: Store, out: TextIO | None = None) -> bool:
    """Run what is not in the store yet, and report.

    True if every defect was caught, there was no false alarm, and some defect turned each check of the plan red.
    """
    out, known = out or sys.stdout, store.known()

    def carry_out(name: str, selection: Sequence[str], defect: Defect | None = None) -> None:
        with neighbour.at_work(MOST_SECONDS) if name.endswith(BESIDE_LOAD) else nullcontext():
            proof = _prove_one(name, selection, defect, plan.keep)
        store.keep(proof)
        red = [f"  red: {check}\n" for check in proof.red if len(plan.chosen) == 1]
        out.write(f"{proof.name}: {proof.outcome} ({proof.seconds:.0f} s)\n" + "".join(red))
        out.flush()

    with ThreadPoolExecutor(plan.at_once) as pool:
        missing = [defect for defect in plan.chosen if defect.name not in known]
        suite = checks.read() if missing else None
        list(pool.map(lambda defect: carry_out(defect.name, widened(defect.selection, suite), defect), missing))
    for name, selection in plan.plain.items():
        if name not in known:
            carry_out(name, selection)
    return _report(plan, store.known(), out)


def widened(names: Sequence[str], suite: Any) -> tuple[str, ...]:
    """Robot's options for these checks and all others of their experiments: the defect may turn more of them red."""
    return tuple(word for name in checks.with_their_neighbours(names, suite) for word in (BY_NAME, name))


def _report(plan: Plan, known: dict[str, Proof], out: TextIO) -> bool:
    broken = [(defect.requirements, known[defect.name]) for defect in plan.chosen]
    unbroken = {name: known[name] for name in plan.plain}
    plain = [proof.outcome for proof in unbroken.values()]
    never = sorted(set(plan.checks) - {name for _, proof in broken for name in proof.red})
    parts = [proof_report.table(broken)] if broken else []
    parts += [proof_report.unbroken_line(plain)]
    parts += [proof_report.side_by_side(unbroken, BESIDE_LOAD)] if plan.beside_load else []
    parts += [proof_report.never_red(never, len(set(plan.checks)))] if plan.checks else []
    out.write("\n" + "\n".join(parts) + "\n")
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
    counts = ran.dossier.get("checks", {})
    return Proof(
        name,
        outcome,
        decision,
        verdicts(ran.dossier),
        ran.red,
        round(ran.seconds, 1),
        now().isoformat(),
        counts.get("failed", 0),
        counts.get("inconclusive", 0),
    )


def command(
    only: str | None, of_field: str | None, unbroken: int, whole: int, beside_load: bool, at_once: int, keep: bool
) -> int:
    """Carry out `countersign prove`, and return its exit status.

    Beside load, only the unbroken pipeline is run, unless defects are chosen by name or field.
    """
    chosen_none = beside_load and not (only or of_field)
    try:
        chosen = [] if chosen_none else defects(only, of_field)
    except DefectFileError as error:
        sys.stderr.write(f"countersign: {error}\n")
        return Decision.HOLD.exit_status
    every = [] if only or of_field or chosen_none else [test.name for test in checks.read().all_tests]
    plan = Plan(chosen, unbroken, whole, beside_load, at_once, every, keep)
    return 0 if prove(plan, Store(STORE, commit_of(REPOSITORY, JUDGED))) else 1
