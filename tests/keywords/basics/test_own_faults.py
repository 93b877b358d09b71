"""Which errors say something about the pipeline, and which about Countersign itself."""

import json
from collections.abc import Callable
from pathlib import Path

import httpx
import psycopg2
import pytest
from robot.errors import ExecutionFailed

from keywords.basics.errors import Absent, Inconclusive, TestBedError
from keywords.basics.own_faults import own_fault
from keywords.basics.quantities import Quantity, QuantityError
from keywords.evidence.recorder import Unrecorded, page


def raised(work: Callable[[], object]) -> Exception:
    try:
        work()
    except Exception as error:
        return error
    raise AssertionError("nothing was raised")


def raising(error: Exception) -> Callable[[], object]:
    def work() -> object:
        raise error

    return work


@pytest.mark.parametrize(
    "error",
    [
        AssertionError("a job was lost"),
        httpx.ConnectError("refused"),
        httpx.ReadTimeout("too slow"),
        psycopg2.OperationalError("the server closed the connection"),
        ConnectionResetError("reset"),
        TimeoutError("no answer"),
        raised(lambda: json.loads("<html>")),
        raised(lambda: b"\xff".decode()),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_answer_of_the_pipeline_is_no_fault_of_countersign(error: Exception) -> None:
    assert own_fault(raised(raising(error))) is None


@pytest.mark.parametrize(
    "error",
    [QuantityError("x"), Inconclusive("x"), Absent("x"), TestBedError("x"), ExecutionFailed("x")],
    ids=lambda error: type(error).__name__,
)
def test_what_is_raised_on_purpose_is_no_fault_either(error: Exception) -> None:
    assert own_fault(raised(raising(error))) is None


@pytest.mark.parametrize(
    ("work", "said"),
    [
        (lambda: {"size": 1}["colour"], "KeyError: 'colour'"),
        (lambda: 1 / 0, "ZeroDivisionError: division by zero"),
        (lambda: len(5), "TypeError: object of type 'int' has no len()"),  # type: ignore[arg-type]
        (lambda: "x".colour, "AttributeError: 'str' object has no attribute 'colour'"),  # type: ignore[attr-defined]
        (
            lambda: Path("/no/such/file").read_bytes(),
            "FileNotFoundError: [Errno 2] No such file or directory: '/no/such/file'",
        ),
        (
            raising(psycopg2.ProgrammingError("can't adapt type 'set'")),
            "psycopg2.ProgrammingError: can't adapt type 'set'",
        ),
    ],
    ids=["key", "division", "type", "attribute", "file", "statement"],
)
def test_anything_else_is_a_fault_of_countersign_with_its_place(work: Callable[[], object], said: str) -> None:
    told = own_fault(raised(work))
    assert told is not None
    place, _, rest = told.removeprefix("Countersign failed in ").partition(": ")
    assert place.startswith("tests/keywords/basics/test_own_faults.py:")
    assert rest == said


def test_the_place_is_the_innermost_line_of_this_repository() -> None:
    told = own_fault(raised(lambda: Quantity(value=1, unit=["s"])))  # type: ignore[arg-type]
    assert told is not None
    assert told.startswith("Countersign failed in keywords/basics/quantities.py:")
    assert isinstance(raised(page), Unrecorded)
    assert str(own_fault(raised(page))).startswith("Countersign failed in keywords/evidence/recorder.py:")
