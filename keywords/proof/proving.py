"""`countersign prove`: breaks the pipeline in one known way at a time, and shows that the suite notices and where.

It also runs the unbroken pipeline several times, to count false alarms. Each run has its own stack and results folder.
"""

import shutil
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, TextIO

from keywords.basics.commits import commit_of
from keywords.basics.folders import REPOSITORY
from keywords.basics.words import Decision
from keywords.evidence.model import now
from keywords.proof import neighbour
from keywords.proof import report as proof_report
from keywords.proof.defects import Defect, DefectFileError, defects
from keywords.proof.one_run import MOST_SECONDS, judge_broken, judge_unbroken, run, verdicts
from keywords.proof.store import JUDGED, Outcome, Proof, Store
from keywords.running import checks

STORE = REPOSITORY / "results" / "proof.sqlite"
UNBROKEN = "unbroken"
BESIDE_LOAD = ", beside load"
SMOKE = ("--include", "smoke")
BY_NAME = "--test"


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
    tests = [] if only or of_field or chosen_none else checks.read().all_tests
    every = [test.name for test in tests if checks.EXAMPLE not in test.tags]
    plan = Plan(chosen, unbroken, whole, beside_load, at_once, every, keep)
    return 0 if prove(plan, Store(STORE, commit_of(REPOSITORY, JUDGED))) else 1
