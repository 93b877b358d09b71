"""Two mutants of the pipeline from end to end: one that must be caught, and one that no experiment reaches."""

import io
from pathlib import Path

from keywords import experiments
from keywords.basics.folders import REPOSITORY
from keywords.proof.mutants import judges, making, trial
from keywords.proof.mutants.kept import Fate, Kept
from keywords.proof.mutants.mutant import Mutant
from keywords.proof.mutants.mutating import Asked, Mutating
from keywords.proof.mutants.tree import Tree

CHECK = "No Planted Fact Is Lost In Parsing"


def mutant(file: str, was: str, operator: str) -> Mutant:
    every = making.mutants_of(file, (REPOSITORY / file).read_text(encoding="utf-8"))
    return next(each for each in every if each.operator == operator and was in each.was)


def test_a_lost_page_is_caught_and_what_no_experiment_runs_is_not_reached(tmp_path: Path) -> None:
    results = tmp_path / "unbroken"
    results.mkdir()
    unbroken = trial.unbroken(Tree.copied(tmp_path / "tree"), results, ("--test", CHECK))
    assert CHECK in unbroken.passed
    looked_at = [check for check in judges.checks_of(experiments.catalogue()) if check.name == CHECK]
    kept, said = Kept(tmp_path / "proof.sqlite", "now"), io.StringIO()
    kept.keep_unbroken(unbroken)
    lost = mutant("pipeline/worker/parser.py", "texts =", "collection cut")
    unreached = mutant("pipeline/database/dead_letters.py", "ORDER BY", "ORDER BY turned")
    found = Mutating(Asked(1, 2), kept, judges.TheSuite(kept, looked_at), said).carry_out([lost, unreached])
    assert [each.verdict for each in found] == [Fate.CAUGHT, Fate.NOT_REACHED], said.getvalue()
    assert found[0].red == CHECK
