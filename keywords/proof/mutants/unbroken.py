"""What a whole run of the unbroken pipeline showed: which lines each experiment reached, and which checks passed."""

import bisect
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from keywords.basics.words import Verdict
from keywords.evidence.model import Evidence
from keywords.proof.mutants.lines import SEPARATOR, SLICE

ANYWHERE = ""  # stands for the run as a whole, its start and its end included
Lines = dict[str, set[int]]  # by file


@dataclass(frozen=True)
class Slice:
    """The lines that a process of a stack ran in a part of a second."""

    stack: str
    began: float
    ended: float
    lines: Mapping[str, Iterable[int]]


@dataclass(frozen=True)
class Unbroken:
    reached: Mapping[str, Mapping[str, frozenset[int]]]  # by experiment or sentence, by file
    seconds: Mapping[str, float]  # of each
    passed: frozenset[str]  # checks
    failed: frozenset[str] = frozenset()  # checks that say nothing about a mutant

    def units_at(self, places: Iterable[tuple[str, tuple[int, int]]]) -> set[str]:
        """The experiments and sentences that reached one of these places, each a file with its first and last line."""
        wanted = [(file, frozenset(range(first, last + 1))) for file, (first, last) in places]
        return {
            unit
            for unit, files in self.reached.items()
            if any(lines & files.get(file, frozenset()) for file, lines in wanted)
        }

    def dumped(self) -> str:
        reached = {unit: {f: sorted(lines) for f, lines in files.items()} for unit, files in self.reached.items()}
        checks = {"passed": sorted(self.passed), "failed": sorted(self.failed)}
        return json.dumps({"reached": reached, "seconds": dict(self.seconds), **checks})

    @classmethod
    def loaded(cls, text: str) -> "Unbroken":
        said = json.loads(text)
        reached = {
            unit: {file: frozenset(lines) for file, lines in files.items()} for unit, files in said["reached"].items()
        }
        return cls(reached, said["seconds"], frozenset(said["passed"]), frozenset(said["failed"]))


def seen(records: Sequence[Evidence], slices: Sequence[Slice]) -> Unbroken:
    """Put together when what was under way, and when which lines ran on the stacks that it was made on."""
    reached: dict[str, Lines] = defaultdict(lambda: defaultdict(set))
    seconds = {}
    for each in slices:
        _add(reached[ANYWHERE], each)
    for record in records:
        if record.finished is None or (record.kind == "check" and record.rests_on):
            continue
        began, ended = record.started.timestamp(), record.finished.timestamp()
        seconds[record.name] = ended - began
        stacks = {made.stack for made in record.made_on}
        for each in slices:
            if each.began <= ended and each.ended >= began and (not stacks or each.stack in stacks):
                _add(reached[record.name], each)
    frozen = {unit: {file: frozenset(found) for file, found in lines.items()} for unit, lines in reached.items()}
    passed, failed = (
        frozenset(record.name for record in records if record.kind == "check" and record.verdict is verdict)
        for verdict in (Verdict.PASS, Verdict.FAIL)
    )
    return Unbroken(frozen, seconds, passed, failed)


def slices_in(folder: Path, tree: Path) -> Iterator[Slice]:
    """The recordings of all processes; files are named as they are below the tree."""
    from coverage import CoverageData  # only where lines were recorded

    for recording in sorted(folder.iterdir()):
        data = CoverageData(str(recording))
        data.read()
        contexts = sorted((context for context in data.measured_contexts() if context), key=float)
        begins = [float(context) for context in contexts]
        found: dict[str, Lines] = defaultdict(lambda: defaultdict(set))
        for file in data.measured_files():
            name = Path(file).resolve().relative_to(tree.resolve()).as_posix()
            for line, run_in in data.contexts_by_lineno(file).items():
                for context in run_in:
                    found[context][name].add(line)
        data.close()
        for context, lines in found.items():
            began = float(context) if context else begins[0] if begins else 0.0
            later = bisect.bisect_right(begins, began)
            ended = begins[later] if later < len(begins) else began + 2 * SLICE
            yield Slice(recording.name.partition(SEPARATOR)[0], began, ended, lines)


def _add(lines: Lines, more: Slice) -> None:
    for file, numbers in more.lines.items():
        lines[file].update(numbers)
