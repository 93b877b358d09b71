"""`countersign mutate`: changes one thing in a copy of the pipeline at a time, and shows whether the suite notices.

The first call for a state of the repository runs the suite once over the unbroken pipeline, to learn which lines each
experiment reaches. Each mutant then meets only the checks that can reach it, the likeliest first, until one turns red.
"""

import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory
from threading import Lock
from typing import TextIO

from keywords.basics.commits import contents_of
from keywords.basics.folders import REPOSITORY
from keywords.basics.words import Decision
from keywords.evidence.model import now
from keywords.proof.mutants import choosing, making, told, trial
from keywords.proof.mutants.choosing import Check
from keywords.proof.mutants.equivalent import equivalents, reason
from keywords.proof.mutants.kept import Fate, Kept, Tried
from keywords.proof.mutants.mutant import Mutant
from keywords.proof.mutants.tree import Tree
from keywords.proof.mutants.trial import Trial
from keywords.proof.mutants.unbroken import Unbroken
from keywords.proof.mutants.uses import Uses
from keywords.proof.proving import STORE
from keywords.running import checks
from keywords.running.catalogue import Catalogue

PIPELINE = "pipeline"
SUBJECTS = tuple(f"{PIPELINE}/{name}" for name in ("api", "worker", "storage", "database", "settings.py"))
STATE = (PIPELINE, "keywords", "resources", "suites", "variables", ":(exclude)keywords/proof")
DESTRUCTIVE = "destructive"


@dataclass(frozen=True)
class Asked:
    """What `countersign mutate` was asked for."""

    seed: int
    sample: int
    places: Sequence[str] = SUBJECTS
    at_once: int = 1
    fair_weather: bool = False
    show: bool = False


class Mutating:
    def __init__(self, asked: Asked, kept: Kept, looked_at: Sequence[Check], out: TextIO) -> None:
        self.asked, self.kept, self.checks, self.out = asked, kept, looked_at, out
        self._uses = Uses.below(REPOSITORY, PIPELINE)
        self._trees: SimpleQueue[Tree] = SimpleQueue()
        self._saying = Lock()

    def carry_out(self, mutants: Sequence[Mutant]) -> list[Tried]:
        """What came of each mutant; what is known is not tried again."""
        known = self.kept.known(fair_weather=self.asked.fair_weather)
        for mutant in mutants:
            if mutant.name in known and known[mutant.name].seed != self.asked.seed:
                self.kept.keep(replace(known[mutant.name], seed=self.asked.seed))
        left = [mutant for mutant in mutants if mutant.name not in known]
        if left:
            with self._copies(min(self.asked.at_once, len(left))):
                unbroken = self.kept.unbroken() or self._learn()
                with ThreadPoolExecutor(self.asked.at_once) as pool:
                    list(pool.map(lambda mutant: self._try(mutant, unbroken), left))
        known = self.kept.known(fair_weather=self.asked.fair_weather)
        return [known[mutant.name] for mutant in mutants if mutant.name in known]

    @contextmanager
    def _copies(self, number: int) -> Iterator[None]:
        with TemporaryDirectory(prefix="countersign-mutants-") as folder:
            for each in range(number):
                self._trees.put(Tree.copied(Path(folder) / f"tree-{each}"))
            yield

    def _learn(self) -> Unbroken:
        self._say("the unbroken pipeline is run once with all checks, to learn which lines each experiment reaches")
        with self._tree() as tree, TemporaryDirectory(prefix="countersign-unbroken-") as results:
            seen = trial.unbroken(tree, Path(results))
        self.kept.keep_unbroken(seen)
        self._say(f"{len(seen.passed)} checks passed; failed, so they take no part: {', '.join(seen.failed) or 'none'}")
        return seen

    def _try(self, mutant: Mutant, unbroken: Unbroken) -> None:
        found = self._found(mutant, unbroken)
        tried = Tried(
            self.asked.seed,
            mutant.name,
            mutant.operator,
            mutant.file,
            mutant.line,
            mutant.diff,
            found.fate,
            found.red,
            found.because,
            found.seconds,
            self.asked.fair_weather,
            now().isoformat(),
        )
        self.kept.keep(tried)
        self._say(f"{tried.name}: {tried.verdict} ({tried.seconds:.0f} s) {tried.red or tried.because}")

    def _found(self, mutant: Mutant, unbroken: Unbroken) -> Trial:
        if why := reason(mutant, equivalents()):
            return Trial(Fate.EQUIVALENT, because=why)
        places, before = self._uses.places_of(mutant), self.kept.red_before(mutant.file)
        parts = choosing.parts(self.checks, places, unbroken, before, fair_weather=self.asked.fair_weather)
        if parts is None:
            return Trial(Fate.NOT_REACHED, because="no experiment runs the changed line")
        if not any(parts):
            return Trial(Fate.INCONCLUSIVE, because="no check that passes on the unbroken pipeline meets it")
        with self._tree() as tree, TemporaryDirectory(prefix="countersign-mutant-") as results:
            return trial.tried(mutant, tree, parts, unbroken, Path(results))

    @contextmanager
    def _tree(self) -> Iterator[Tree]:
        tree = self._trees.get()
        try:
            yield tree
        finally:
            self._trees.put(tree)

    def _say(self, sentence: str) -> None:
        with self._saying:
            self.out.write(f"{sentence}\n")
            self.out.flush()


def checks_of(catalogue: Catalogue) -> list[Check]:
    """The checks of a whole run. What is apart or alone, or breaks something, is not of fair weather."""
    found = []
    for test in checks.needed_in(checks.read()):
        units = tuple(checks.experiments_of(test)) or (test.name,)
        needs_more = [catalogue.find(unit) for unit in units if checks.experiments_of(test)]
        failure = DESTRUCTIVE in test.tags or any(each.apart or each.alone for each in needs_more)
        found.append(Check(test.name, units, failure))
    return found


def command(asked: Asked, catalogue: Catalogue, out: TextIO | None = None) -> int:
    """Carry out `countersign mutate`. The exit status is 0 if nothing survived and nothing stayed open."""
    out = out or sys.stdout
    mutants = making.sampled(making.mutants_in(REPOSITORY, asked.places), asked.seed, asked.sample)
    if not mutants:
        sys.stderr.write(f"countersign: nothing can be changed in {', '.join(asked.places)}\n")
        return Decision.HOLD.exit_status
    if asked.show:
        out.writelines(f"{mutant.name}\n{mutant.diff}\n" for mutant in mutants)
        return 0
    kept = Kept(STORE, contents_of(REPOSITORY, STATE))
    tried = Mutating(asked, kept, checks_of(catalogue), out).carry_out(mutants)
    out.write(f"\n{told.report(tried, asked.seed)}")
    return int(any(each.verdict in (Fate.SURVIVED, Fate.INCONCLUSIVE) for each in tried))
