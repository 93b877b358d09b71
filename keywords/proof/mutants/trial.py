"""One run of the suite against one mutant, and what it showed."""

import json
import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from keywords.basics.words import Verdict
from keywords.evidence.model import Evidence, load_all
from keywords.proof import hook
from keywords.proof.mutants import lines, order
from keywords.proof.mutants.kept import Fate
from keywords.proof.mutants.mutant import Mutant
from keywords.proof.mutants.tree import Tree
from keywords.proof.mutants.unbroken import Unbroken, seen, slices_in
from keywords.proof.one_run import Ran, run

WITHOUT_PAGES = ("--log", "NONE", "--report", "NONE")
WHOLE_SECONDS = 3000
BROKE_DOWN = "broke down: "  # it failed before it compared anything: the mutant was noticed, not named
NOT_STARTED = "did not start"


@dataclass(frozen=True)
class Trial:
    fate: Fate
    red: str = ""
    because: str = ""
    seconds: float = 0.0


def unbroken(tree: Tree, results: Path, selection: Sequence[str] = ()) -> Unbroken:
    """Run everything once over the unbroken pipeline, and record which lines run when."""
    path, found = results / "path", results / "lines"
    for folder in (path, found):
        folder.mkdir()
    (path / "sitecustomize.py").write_text(lines.SITECUSTOMIZE, encoding="utf-8")
    more = {**tree_first(tree, path), lines.FOLDER: str(found)}
    run((*selection, *WITHOUT_PAGES), results, tree=tree.folder, more=more, seconds=WHOLE_SECONDS)
    return seen(load_all(results), list(slices_in(found, tree.folder)))


def tried(mutant: Mutant, tree: Tree, parts: Sequence[Sequence[str]], known: Unbroken, results: Path) -> Trial:
    """Run the checks of these parts until one turns red."""
    planned = results / "order.json"
    planned.write_text(json.dumps(parts), encoding="utf-8")
    marks = results / "marks"
    marks.mkdir()
    with tree.changed(mutant):
        ran = run(
            ("--prerunmodifier", f"{order.MODIFIER}:{planned}", "--exitonfailure", *WITHOUT_PAGES),
            results,
            tree=tree.folder,
            more={**tree_first(tree), hook.MARKS: str(marks)},
        )
    return judged(load_all(results), known.passed & {name for part in parts for name in part}, ran)


def judged(records: Sequence[Evidence], expected: Collection[str], ran: Ran) -> Trial:
    """A check that fails has caught the mutant. Without one, a check that ought to pass and does not leaves it open."""
    checks = sorted((each for each in records if each.kind == "check"), key=lambda each: each.started)
    red = next((each for each in checks if each.verdict is Verdict.FAIL), None)
    seconds = round(ran.seconds, 1)
    if red and not any(NOT_STARTED in reason for reason in red.reasons):
        contradicted = any(each.verdict is Verdict.FAIL for each in red.judgements)
        how = ("" if contradicted else BROKE_DOWN) + "; ".join(red.reasons)[:300]
        return Trial(Fate.CAUGHT, red.name, how, seconds)
    reasons = [str(reason) for reason in ran.dossier.get("reasons", [])]
    said = [reason for each in checks for reason in each.reasons] + reasons
    if stopped := next((reason for reason in said if NOT_STARTED in reason), ""):
        return Trial(Fate.BROKEN, "", stopped[-300:], seconds)
    passed = {each.name for each in checks if each.verdict is Verdict.PASS}
    if open_ones := set(expected) - passed:
        why = next((f"{e.name}: {'; '.join(e.reasons)}" for e in checks if e.name in open_ones), "") or "; ".join(said)
        return Trial(Fate.INCONCLUSIVE, "", f"{len(open_ones)} checks could not tell: {why}"[:400], seconds)
    return Trial(Fate.SURVIVED, "", f"{len(passed)} checks passed", seconds)


def tree_first(tree: Tree, *first: Path) -> dict[str, str]:
    """All variables; Python takes the tree's own modules before those that are installed."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, (*first, tree.folder)))}
