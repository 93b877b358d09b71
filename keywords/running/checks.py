"""What the suites plan: which checks there are, what they speak for, and whether each row can be true at all."""

import hashlib
import re
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from robot import running
from robot.api.parsing import Token, get_model
from robot.model import TagPatterns

from keywords import dossier
from keywords.basics.commits import commit_of_the_suite
from keywords.basics.folders import REPOSITORY
from keywords.basics.quantities import Quantity, QuantityError
from keywords.basics.secrets import masked, remember
from keywords.checklists.bounds import problem_of_subject
from keywords.checklists.figures import figures
from keywords.checklists.requirements import catalogue
from keywords.dossier import manifest
from keywords.environments.environment import Environment
from keywords.evidence import results
from keywords.evidence.agreeing import is_operator
from keywords.evidence.model import identifier, now
from keywords.running import own_tags, runs
from keywords.running.catalogue import Catalogue
from keywords.running.strictness import problem_of_row

SUITES = REPOSITORY / "suites"
TEMPLATE = "Experiment Shows"
RECORDING = {"fact is": 3, "figure holds": 2}  # keywords that record, and which of their cells was seen
OBSERVED = re.compile(r"[$@&]\{(?!\s*(?:[-+]?\d|(?:true|false|none|null|empty|space)\b))", re.IGNORECASE)  # no literal
PREFIX = re.compile(r"^(given|when|then|and|but)\s+")
NIGHTLY, EXAMPLE, BROWSERS = "nightly", "example", "browsers"
SET_ASIDE = {NIGHTLY, EXAMPLE, BROWSERS}  # run only if they are asked for, and nothing waits for them
SELECTING = {"smoke", "destructive", "slow", "real-api", *SET_ASIDE}


class Getter(NamedTuple):
    """A keyword that observes a fact or figure: always, or if it is given an operator."""

    observes: str
    always: bool = False
    place: int = 0  # of the operator among its cells
    measured: bool = False  # what is expected is a number with a unit
    named: frozenset[str] = frozenset()  # arguments that are given by name only


def word(step: Any) -> str:
    """The keyword of a step in lower case, without given, when, then, and, but."""
    return PREFIX.sub("", str(getattr(step, "name", "") or "").lower())


def identity(full_name: str, name: str) -> str:
    digest = hashlib.sha256(full_name.encode()).hexdigest()[:8]
    return f"{identifier('check', name)}-{digest}"


def read(paths: Iterable[str | Path] = ()) -> running.TestSuite:
    """The suites at these paths; without any, those of the repository."""
    return running.TestSuite.from_file_system(*(list(paths) or [SUITES]))


def begin(folder: Path, environment: Environment, written: Iterable[Path] = ()) -> "results.RunRecord":
    """Replace what an older run left by the plan of this one and "HOLD: running". Robot itself writes `written`."""
    written = set(written)
    clear(folder, written)
    remember(environment.secrets().values())
    run = results.RunRecord(
        run=runs.identity(folder),
        environment=described(environment),
        started=now(),
        command=masked(sys.argv),
        commit=commit_of_the_suite(),
        complete=False,
    )
    run.save(folder)
    dossier.announce(folder, run)
    runs.begun(folder, written)
    return run


def clear(folder: Path, written: Iterable[Path]) -> None:
    """Clear away what an older run left, so that none of it can pass for this one's."""
    for name in ("evidence", "dossier"):
        shutil.rmtree(folder / name, ignore_errors=True)
    for path in {folder / name for name in (results.OUTPUT, manifest.FILE, *runs.PAGES)} - set(written):
        path.unlink(missing_ok=True)


def leave_out_what_is_set_aside(root: Any, included: Iterable[str]) -> None:
    """Take out the examples and the checks that need a night, unless they were asked for: by their tag, or alone."""
    asked = TagPatterns(included)
    unasked = {tag for tag in SET_ASIDE if not asked.match([tag])}
    if not any(unasked.isdisjoint(test.tags) for test in root.all_tests):
        return
    left = [root]
    while left:
        suite = left.pop()
        suite.tests = [test for test in suite.tests if unasked.isdisjoint(test.tags)]
        left.extend(suite.suites)


def plan(run: "results.RunRecord", root: Any) -> "results.RunRecord":
    """What is about to be run, and whether that is all there is."""
    planned = [
        results.Planned(
            id=identity(test.full_name, test.name),
            name=test.name,
            suite=test.parent.full_name,
            source=source_of(test),
            tags=[str(tag) for tag in test.tags],
            requirements=[str(tag) for tag in test.tags if str(tag) in catalogue()],
        )
        for test in root.all_tests
    ]
    needed = needed_for(run.environment)
    complete = bool(needed) and needed <= _places(root.all_tests)
    return run.model_copy(update={"planned": planned, "selection": str(root.source or root.name), "complete": complete})


def needed_for(environment: "results.RunEnvironment") -> set[tuple[str, str]]:
    """The checks that a decision needs, each by its file and name."""
    return _places(needed_in(read([environment.suites] if environment.suites else [])))


def needed_in(suite: Any) -> list[Any]:
    """The checks that a complete run executes."""
    return [test for test in suite.all_tests if SET_ASIDE.isdisjoint(test.tags)]


def _places(tests: Iterable[Any]) -> set[tuple[str, str]]:
    """Each check by its file and name; the names of suites depend on where a run begins."""
    return {(source_of(test), test.name) for test in tests}


def source_of(test: Any) -> str:
    """The file of a check, below the repository if it lies there: the same on every machine."""
    path = Path(str(test.source))
    return (path.relative_to(REPOSITORY) if path.is_relative_to(REPOSITORY) else path).as_posix()


def described(environment: Environment) -> "results.RunEnvironment":
    return results.RunEnvironment(
        name=environment.name,
        title=environment.title,
        decides=environment.decides,
        stands_for=environment.judged_as,
        gates=environment.gates,
        limits={name: str(own.limit) for name, own in environment.required.items()},
        suites=environment.suites,
        attestations=environment.attestations,
        allowed_signers=environment.allowed_signers,
    )


def problem_of(test: Any, known: Catalogue) -> str | None:
    """What is wrong with a check before it runs: a wrong tag, or a row that cannot be judged."""
    for tag in map(str, test.tags):
        has_a_meaning = tag in catalogue() or tag in SELECTING or tag.startswith("robot:")
        if not (has_a_meaning or own_tags.allows(tag)):
            return f"tag {tag!r} is no requirement and no selection, and variables/tags.yaml does not allow it"
    if str(test.template or "") != TEMPLATE:
        return None
    if not any(str(tag) in catalogue() for tag in test.tags):
        return "a row speaks for a requirement; this one has no requirement among its tags"
    for tag in map(str, test.tags):
        if missing := missing_command(tag):
            return f"{tag} asks for {missing}, which the repository lacks, so no row can speak for it"
    rows = rows_of(test)
    if len(rows) != 1:
        return f"one row is one check; this one has {len(rows)}"
    return problem_of_row(known, rows[0], [str(tag) for tag in test.tags])


def missing_command(tag: str) -> str:
    """The file that a tool is run from, if the repository lacks it."""
    command = catalogue()[tag].command if tag in catalogue() else ""
    return command if command and not (REPOSITORY / command).is_file() else ""


def problem_of_steps(
    tags: Iterable[str], steps: Iterable[Any], getters: Mapping[str, Getter] = MappingProxyType({})
) -> str | None:
    """What is wrong with the facts and figures that the keywords of a check record, as Robot resolved them.

    `getters` are the keywords that observe one fact or figure, by their names in lower case.
    """
    speaks_for = [tag for tag in map(str, tags) if tag in catalogue()]
    for step in steps:
        problem = _problem_of_step(speaks_for, step, getters)
        problem = problem or problem_of_steps(speaks_for, getattr(step, "body", ()), getters)
        if problem:
            return problem
    return None


def _problem_of_step(speaks_for: Sequence[str], step: Any, getters: Mapping[str, Getter]) -> str | None:
    if getattr(step, "type", "") == "VAR":
        return None
    cells = [str(cell) for cell in getattr(step, "args", ())]
    name = word(step)
    if getter := getters.get(name):
        given = [cell for cell in cells if cell.partition("=")[0] not in getter.named]
        problem = None if getter.always else _problem_of_assertion(getter, given[getter.place :])
        asserts = getter.always or len(given) > getter.place
        return problem or (problem_of_subject(getter.observes, speaks_for) if asserts else None)
    place = RECORDING.get(name, 0)
    if not 0 < place <= len(cells):
        return None
    seen = cells[place - 1]
    if not OBSERVED.search(seen):
        return f"{cells[0]!r} was not observed: {seen!r} is written in the check; it must come from a keyword"
    return problem_of_subject(cells[0], speaks_for)


def _problem_of_assertion(getter: Getter, cells: Sequence[str]) -> str | None:
    """What is wrong with an operator and what is expected, unless a variable holds them."""
    if not cells or OBSERVED.search(cells[0]):
        return None
    if not is_operator(cells[0]):
        return f"there is no operator {cells[0]!r} for {getter.observes!r}"
    if not getter.measured:
        return None
    if len(cells) < 2:
        return f"{getter.observes!r} is compared with nothing; expected a number with a unit"
    try:
        if not OBSERVED.search(cells[1]):
            Quantity.parse(cells[1]).to(figures()[getter.observes].unit)
    except QuantityError as error:
        return str(error)
    return None


def repeated_names(root: Any) -> dict[str, list[str]]:
    """The checks that share a name, with the places of each."""
    places: dict[str, list[str]] = {}
    for test in root.all_tests:
        places.setdefault(test.name, []).append(f"{test.source}:{test.lineno}")
    return {name: at for name, at in places.items() if len(at) > 1}


@cache
def repeated_tags(source: Path) -> dict[str, str]:
    """The checks of a file whose own tags hold one twice, with that tag. Robot's model drops the second."""
    found: dict[str, str] = {}
    for section in get_model(source).sections:
        for block in getattr(section, "body", ()):
            for statement in getattr(block, "body", ()):
                tags = [str(value) for value in getattr(statement, "values", ())]
                twice = [tag for tag in tags if tags.count(tag) > 1]
                if getattr(statement, "type", "") == Token.TAGS and twice:
                    found[str(block.name)] = twice[0]
    return found


def rows_of(test: Any) -> list[Any]:
    return [step.args for step in test.body if getattr(step, "args", None)]


def experiments(root: Any) -> list[str]:
    """What the rows speak of, in their order."""
    return [name for test in root.all_tests for name in experiments_of(test)]


def experiments_of(test: Any) -> list[str]:
    return [str(row[0]) for row in rows_of(test)] if str(test.template or "") == TEMPLATE else []


def with_their_neighbours(names: Iterable[str], root: Any) -> list[str]:
    """These checks, and all others that read the same experiments: once those are done, a row more costs nothing."""
    tests, chosen = list(root.all_tests), set(names)
    done = {name for test in tests if test.name in chosen for name in experiments_of(test)}
    return [test.name for test in tests if test.name in chosen or done & set(experiments_of(test))]


def problems(suite: Any, known: Catalogue) -> list[str]:
    """Everything that is wrong with the checks of a suite, each with its file and line."""
    return [
        f"{test.source}:{test.lineno}: {test.name}: {problem}"
        for test in suite.all_tests
        if (problem := problem_of(test, known) or problem_of_place(suite, test))
    ]


def problem_of_place(root: Any, test: Any) -> str | None:
    """What is wrong with a check among the others: a name that two have, or a tag that is written twice."""
    if others := repeated_names(root).get(test.name):
        return f"two checks have this name: {' and '.join(others)}"
    source = Path(str(test.source or ""))
    twice = repeated_tags(source).get(test.name) if source.is_file() else None
    return f"the tag {twice!r} is written twice" if twice else None
