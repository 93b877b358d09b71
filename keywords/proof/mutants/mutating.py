"""`countersign mutate`: changes one thing in a copy of the repository at a time, and shows whether anybody notices."""

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
from keywords.proof.mutants import making, told
from keywords.proof.mutants.equivalent import equivalents, reason
from keywords.proof.mutants.judges import JUDGED_BY, PIPELINE, SUITE, Judge, TheSuite, TheUnitTests, checks_of, rooms
from keywords.proof.mutants.kept import Fate, Kept, Tried
from keywords.proof.mutants.mutant import Mutant
from keywords.proof.mutants.tree import Tree
from keywords.proof.mutants.trial import Trial
from keywords.proof.proving import STORE
from keywords.running.catalogue import Catalogue

SUBJECTS = tuple(f"{PIPELINE}/{name}" for name in ("api", "worker", "storage", "database", "settings.py"))


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
    def __init__(self, asked: Asked, kept: Kept, judge: Judge, out: TextIO) -> None:
        self.asked, self.kept, self.judge, self.out = asked, kept, judge, out
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
                with self._tree() as tree:
                    self.judge.learn(tree, self._say)
                with ThreadPoolExecutor(self.asked.at_once) as pool:
                    list(pool.map(self._try, left))
        known = self.kept.known(fair_weather=self.asked.fair_weather)
        return [known[mutant.name] for mutant in mutants if mutant.name in known]

    @contextmanager
    def _copies(self, number: int) -> Iterator[None]:
        with TemporaryDirectory(prefix="countersign-mutants-") as folder:
            for each in range(number):
                self._trees.put(Tree.copied(Path(folder) / f"tree-{each}"))
            yield

    def _try(self, mutant: Mutant) -> None:
        found = self._found(mutant)
        tried = Tried(
            seed=self.asked.seed,
            name=mutant.name,
            operator=mutant.operator,
            file=mutant.file,
            line=mutant.line,
            diff=mutant.diff,
            verdict=found.fate,
            red=found.red,
            because=found.because,
            seconds=found.seconds,
            fair_weather=self.asked.fair_weather,
            when=now().isoformat(),
        )
        self.kept.keep(tried)
        self._say(f"{tried.name}: {tried.verdict} ({tried.seconds:.0f} s) {tried.red or tried.because}")

    def _found(self, mutant: Mutant) -> Trial:
        if why := reason(mutant, equivalents()):
            return Trial(Fate.EQUIVALENT, because=why)
        if found := self.judge.at_once(mutant):
            return found
        with self._tree() as tree:
            return self.judge.tried(mutant, tree)

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


def command(asked: Asked, catalogue: Catalogue, out: TextIO | None = None) -> int:
    """Carry out `countersign mutate`. The exit status is 0 if nothing survived and nothing stayed open."""
    out = out or sys.stdout
    mutants = making.sampled(making.mutants_in(REPOSITORY, asked.places), asked.seed, asked.sample)
    if not mutants or rooms(asked.places) not in ({PIPELINE}, {SUITE}):
        where = ", ".join(asked.places)
        sys.stderr.write(f"countersign: nothing to change in {where}; expected files of {PIPELINE}/, or of {SUITE}/\n")
        return Decision.HOLD.exit_status
    if asked.show:
        out.writelines(f"{mutant.name}\n{mutant.diff}\n" for mutant in mutants)
        return 0
    (room,) = rooms(asked.places)
    kept = Kept(STORE, contents_of(REPOSITORY, JUDGED_BY[room]))
    judge: Judge = TheUnitTests(mutant.file for mutant in mutants)
    if room == PIPELINE:
        judge = TheSuite(kept, checks_of(catalogue), fair_weather=asked.fair_weather)
    tried = Mutating(asked, kept, judge, out).carry_out(mutants)
    out.write(f"\n{told.report(tried, asked.seed)}")
    return int(any(each.verdict in (Fate.SURVIVED, Fate.INCONCLUSIVE) for each in tried))
