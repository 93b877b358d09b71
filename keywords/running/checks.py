"""What the suites plan: which checks there are, what they speak for, and whether each row can be true at all."""

import hashlib
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from uuid import uuid4

from robot import running
from robot.model import TagPatterns

from keywords import dossier
from keywords.basics.folders import REPOSITORY
from keywords.basics.secrets import masked, remember
from keywords.checklists.requirements import catalogue
from keywords.environments.environment import Environment
from keywords.evidence import results
from keywords.evidence.model import identifier, now
from keywords.running.catalogue import Catalogue
from keywords.running.strictness import problem_of_row

SUITES = REPOSITORY / "suites"
TEMPLATE = "Experiment Shows"
NIGHTLY = "nightly"
SELECTING = {"smoke", "destructive", "slow", "real-api", NIGHTLY}


def identity(full_name: str, name: str) -> str:
    digest = hashlib.sha256(full_name.encode()).hexdigest()[:8]
    return f"{identifier('check', name)}-{digest}"


def read(paths: Iterable[str | Path] = ()) -> running.TestSuite:
    """The suites at these paths; without any, those of the repository."""
    return running.TestSuite.from_file_system(*(list(paths) or [SUITES]))


def begin(folder: Path, environment: Environment, stale: Iterable[Path] = ()) -> "results.RunRecord":
    """Clear away what an older run left, so that none of it can pass for this one's."""
    for name in ("evidence", "dossier"):
        shutil.rmtree(folder / name, ignore_errors=True)
    for path in stale:
        path.unlink(missing_ok=True)
    remember(environment.secrets().values())
    run = results.RunRecord(
        run=uuid4().hex[:12],
        environment=described(environment),
        started=now(),
        command=masked(sys.argv),
        complete=False,
    )
    run.save(folder)
    dossier.announce(folder, run)
    return run


def leave_out_the_nightly(root: Any, included: Iterable[str]) -> None:
    """Take out the checks that need a night, unless they were asked for: by their tag, or alone."""
    if TagPatterns(included).match([NIGHTLY]) or not _without_nightly(root):
        return
    left = [root]
    while left:
        suite = left.pop()
        suite.tests = [test for test in suite.tests if NIGHTLY not in test.tags]
        left.extend(suite.suites)


def plan(run: "results.RunRecord", root: Any) -> "results.RunRecord":
    """What is about to be run, and whether that is all there is."""
    planned = [
        results.Planned(
            id=identity(test.full_name, test.name),
            name=test.name,
            suite=test.parent.full_name,
            tags=[str(tag) for tag in test.tags],
            requirements=[str(tag) for tag in test.tags if str(tag) in catalogue()],
        )
        for test in root.all_tests
    ]
    needed = _without_nightly(read([run.environment.suites] if run.environment.suites else []))
    complete = bool(needed) and needed <= _places(root.all_tests)
    return run.model_copy(update={"planned": planned, "selection": str(root.source or root.name), "complete": complete})


def _without_nightly(suite: Any) -> set[tuple[str, str]]:
    return _places(test for test in suite.all_tests if NIGHTLY not in test.tags)


def _places(tests: Iterable[Any]) -> set[tuple[str, str]]:
    """Each check by its file and name; the names of suites depend on where a run begins."""
    return {(str(test.source), test.name) for test in tests}


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
    """What is wrong with a check before it runs: an unknown tag, or a row that cannot be judged."""
    for tag in map(str, test.tags):
        if tag not in catalogue() and tag not in SELECTING and not tag.startswith("robot:"):
            return f"tag {tag!r} is no requirement and no selection"
    if str(test.template or "") != TEMPLATE:
        return None
    rows = rows_of(test)
    if len(rows) != 1:
        return f"one row is one check; this one has {len(rows)}"
    return problem_of_row(known, rows[0], [str(tag) for tag in test.tags])


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
    found = []
    for test in suite.all_tests:
        if problem := problem_of(test, known):
            found.append(f"{test.source}:{test.lineno}: {test.name}: {problem}")
    return found
