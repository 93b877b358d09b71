"""The codes that the pipeline's text can write are those that it tells of."""

import ast
from collections.abc import Iterator
from pathlib import Path

from pipeline import codes
from pipeline.worker.parser import HOPELESS

PIPELINE = Path(codes.__file__).parent
COMPOSED = {"database_unavailable", "storage_unavailable", "refused"}  # put together from parts, in pipeline/api/app.py


def written(where: str, calls: dict[str, int]) -> Iterator[str]:
    """The codes given to these calls, by the place of the argument."""
    for path in PIPELINE.glob(where):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in calls:
                given = node.args[calls[node.func.id]]
                if isinstance(given, ast.Constant):
                    yield str(given.value)


def test_every_failure_of_a_job_is_told_of() -> None:
    found = set(written("worker/**/*.py", {"Permanent": 0, "Transient": 0}))
    assert found | {code.lower() for code in HOPELESS} == set(codes.FAILURES)


def test_every_refusal_of_the_api_is_told_of() -> None:
    calls = {"Refusal": 1, "error_answer": 1, "too_many": 0}
    found = {*written("api/*.py", calls), *written("serving.py", calls)}
    assert found | COMPOSED == set(codes.REFUSALS)
