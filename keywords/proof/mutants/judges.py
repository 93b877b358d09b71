"""Who judges a mutant: the suite, if the pipeline was changed; the unit tests, if the suite's own judgement was."""

from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from keywords.basics.folders import REPOSITORY
from keywords.proof.mutants import choosing, trial, unit_trial
from keywords.proof.mutants.choosing import Check
from keywords.proof.mutants.kept import Fate, Kept
from keywords.proof.mutants.mutant import Mutant
from keywords.proof.mutants.tree import Tree
from keywords.proof.mutants.trial import Trial
from keywords.proof.mutants.unbroken import Unbroken
from keywords.proof.mutants.uses import Uses
from keywords.running import checks
from keywords.running.catalogue import Catalogue

PIPELINE, SUITE = "pipeline", "keywords"
JUDGED_BY = {  # the paths whose contents a verdict depends on
    PIPELINE: (PIPELINE, SUITE, "resources", "suites", "variables", f":(exclude){SUITE}/proof"),
    SUITE: (SUITE, f"tests/{SUITE}", "variables"),
}
DESTRUCTIVE = "destructive"
Parts = list[list[str]]


class Judge(Protocol):
    def learn(self, tree: Tree, say: Callable[[str], None]) -> None:
        """Look at what is unbroken, unless that is known."""

    def at_once(self, mutant: Mutant) -> Trial | None:
        """What came of a mutant that needs no run."""

    def tried(self, mutant: Mutant, tree: Tree) -> Trial:
        """What a run showed."""


class TheSuite:
    """Runs the checks that can meet the mutant, the likeliest first, until one turns red."""

    def __init__(self, kept: Kept, looked_at: Sequence[Check], *, fair_weather: bool = False) -> None:
        self._kept, self._checks, self._fair_weather = kept, looked_at, fair_weather
        self._uses = Uses.below(REPOSITORY, PIPELINE)
        self._unbroken = kept.unbroken()

    def learn(self, tree: Tree, say: Callable[[str], None]) -> None:
        if self._unbroken is not None:
            return
        say("the unbroken pipeline is run once with all checks, to learn which lines each experiment reaches")
        with TemporaryDirectory(prefix="countersign-unbroken-") as results:
            self._unbroken = trial.unbroken(tree, Path(results))
        self._kept.keep_unbroken(self._unbroken)
        failed = ", ".join(sorted(self._unbroken.failed)) or "none"
        say(f"{len(self._unbroken.passed)} checks passed; these failed, so they take no part: {failed}")

    def at_once(self, mutant: Mutant) -> Trial | None:
        parts = self._parts(mutant)
        if parts is None:
            return Trial(Fate.NOT_REACHED, because="no experiment runs the changed line")
        if not any(parts):
            return Trial(Fate.INCONCLUSIVE, because="no check that may be run meets the changed line")
        return None

    def tried(self, mutant: Mutant, tree: Tree) -> Trial:
        with TemporaryDirectory(prefix="countersign-mutant-") as results:
            return trial.tried(mutant, tree, self._parts(mutant) or [], self._known, Path(results))

    def _parts(self, mutant: Mutant) -> Parts | None:
        places, before = self._uses.places_of(mutant), self._kept.red_before(mutant.file)
        return choosing.parts(self._checks, places, self._known, before, fair_weather=self._fair_weather)

    @property
    def _known(self) -> Unbroken:
        assert self._unbroken is not None  # noqa: S101 (learn comes first)
        return self._unbroken


class TheUnitTests:
    """Runs the unit tests of the room that was changed."""

    def __init__(self, files: Iterable[str]) -> None:
        self._folders = sorted({unit_trial.tests_of(file) for file in files})
        self._not_green: dict[str, str] = {}

    def learn(self, tree: Tree, say: Callable[[str], None]) -> None:
        for folder in self._folders:
            found = unit_trial.units(folder, tree)
            if found.fate is not Fate.SURVIVED:
                self._not_green[folder] = f"the tests in {folder} do not pass as they are: {found.red or found.because}"
                say(self._not_green[folder])

    def at_once(self, mutant: Mutant) -> Trial | None:
        why = self._not_green.get(unit_trial.tests_of(mutant.file), "")
        return Trial(Fate.INCONCLUSIVE, because=why) if why else None

    def tried(self, mutant: Mutant, tree: Tree) -> Trial:
        return unit_trial.tried(mutant, tree)


def rooms(places: Collection[str]) -> set[str]:
    """`pipeline`, `keywords`, or whatever else somebody asked to change."""
    return {place.partition("/")[0] for place in places}


def checks_of(catalogue: Catalogue) -> list[Check]:
    """The checks of a whole run. What is apart or alone, or breaks something, is not of fair weather."""
    found = []
    for test in checks.needed_in(checks.read()):
        read = checks.experiments_of(test)
        failure = DESTRUCTIVE in test.tags or any(
            each.apart or each.alone for each in (catalogue.find(name) for name in read)
        )
        found.append(Check(test.name, tuple(read) or (test.name,), failure))
    return found
