"""What the suites plan: which checks there are, what they speak for, and whether each row can be true at all."""

import hashlib
import sys
from typing import Any
from uuid import uuid4

from robot import running
from robot.errors import DataError

from keywords import results
from keywords.environments import Environment
from keywords.evidence import identifier, now
from keywords.experiments import registry
from keywords.quantities import Limit, Quantity, QuantityError
from keywords.requirements import REPOSITORY, catalogue
from keywords.strictness import check_row

SUITES = REPOSITORY / "suites"
TEMPLATE = "Experiment Shows"
SELECTING = {"smoke", "destructive", "slow", "real-api", "nightly"}


def identity(full_name: str, name: str) -> str:
    digest = hashlib.sha256(full_name.encode()).hexdigest()[:8]
    return f"{identifier('check', name)}-{digest}"


def repository_suite() -> running.TestSuite:
    return running.TestSuite.from_file_system(SUITES)


def plan(root: Any, environment: Environment) -> "results.Run":
    """The run that is about to happen: its checks, and whether they are all there are."""
    planned = [
        results.Planned(
            id=identity(test.full_name, test.name), name=test.name, suite=test.parent.full_name,
            tags=[str(tag) for tag in test.tags],
            requirements=[str(tag) for tag in test.tags if str(tag) in catalogue()],
        )
        for test in root.all_tests
    ]  # fmt: skip
    everything = repository_suite().test_count
    return results.Run(
        run=uuid4().hex[:12], environment=described(environment), started=now(), command=sys.argv,
        selection=str(root.source or root.name), planned=planned, complete=len(planned) >= everything,
    )  # fmt: skip


def described(environment: Environment) -> "results.RunEnvironment":
    return results.RunEnvironment(
        name=environment.name, title=environment.title, decides=environment.decides, gates=environment.gates,
        limits={name: str(limit) for name, limit in environment.required.items()},
    )  # fmt: skip


def problem_of(test: Any) -> str | None:
    """What is wrong with a check before it runs: an unknown tag, or a row that cannot be judged."""
    for tag in map(str, test.tags):
        if tag not in catalogue() and tag not in SELECTING:
            return f"tag {tag!r} is no requirement and no selection"
    if str(test.template or "") != TEMPLATE:
        return None
    rows = [step.args for step in test.body if getattr(step, "args", None)]
    if len(rows) != 1:
        return f"one row is one check; this one has {len(rows)}"
    try:
        name, observation, op, limit = rows[0]
        wanted = registry.find(name)
        held = None if limit == "required" else Limit(op, Quantity.parse(limit))
    except (QuantityError, ValueError, DataError) as error:
        return str(error)
    if held is None:
        return None if observation in wanted.observes else f"experiment {name!r} does not observe {observation!r}"
    return check_row(wanted, observation, held, [str(tag) for tag in test.tags])


def problems(suite: Any) -> list[str]:
    """Everything that is wrong with the checks of a suite, each with its file and line."""
    found = []
    for test in suite.all_tests:
        if problem := problem_of(test):
            found.append(f"{test.source}:{test.lineno}: {test.name}: {problem}")
    return found
