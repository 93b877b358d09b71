"""The codes that the pipeline's source can raise are exactly those that `codes` lists."""

import ast
from collections.abc import Iterator
from pathlib import Path

from pipeline import codes
from pipeline.worker.parser import HOPELESS

PIPELINE = Path(codes.__file__).parent
COMPOSED = {"database_unavailable", "storage_unavailable", "refused"}  # built from parts in pipeline/api/app.py


def written(where: str, calls: dict[str, int]) -> Iterator[str]:
    """The codes passed to these calls (name -> position of the argument)."""
    for path in PIPELINE.glob(where):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in calls:
                given = node.args[calls[node.func.id]]
                if isinstance(given, ast.Constant):
                    yield str(given.value)


def test_the_listed_failures_are_those_that_workers_raise() -> None:
    found = set(written("worker/**/*.py", {"Permanent": 0, "Transient": 0, "Absent": 0, "Said": 0}))
    assert found | {code.lower() for code in HOPELESS} == set(codes.FAILURES)


def test_the_listed_refusals_are_those_that_the_api_raises() -> None:
    calls = {"Refusal": 1, "error_answer": 1, "too_many": 0}
    found = {*written("api/*.py", calls), *written("serving.py", calls)}
    assert found | COMPOSED == set(codes.REFUSALS)
