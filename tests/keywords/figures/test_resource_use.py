"""What a stack uses while documents are processed: the peak counts, not the last look."""

import threading

import pytest

from keywords.evidence.model import Evidence
from keywords.evidence.recorder import Recorder
from keywords.figures import resource_use
from keywords.figures.resource_use import USAGE, Looks, observe_usage, repeatedly
from keywords.stacks.usage import Used


def observed(looks: Looks) -> dict[str, tuple[float, int]]:
    evidence: Evidence
    with Recorder().experiment("x", {}) as evidence:
        observe_usage(looks, documents=10)
    return {seen.name: (float(seen.value), seen.population) for seen in evidence.observations}


def test_the_most_memory_of_all_looks_counts() -> None:
    looks = Looks([Used(1, 10_000_000, 3, 0), Used(2, 90_000_000, 3, 5_000_000), Used(3, 20_000_000, 3, 20_000_000)])
    looks.sessions += [3, 9, 4]
    assert observed(looks) == {
        "processor time per document": (pytest.approx(0.2), 1),
        "memory of all processes": (90.0, 3),
        "data written per document": (2.0, 1),
        "database connections in use": (9.0, 3),
    }


def test_a_stack_that_shows_no_processes_says_nothing() -> None:
    assert observed(Looks([Used(0, 0, 0), Used(0, 0, 0)])) == dict.fromkeys(USAGE, (0, 0))


def test_it_looks_before_during_and_after(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resource_use, "LOOK_SECONDS", 0.01)
    looks, during = list[int](), threading.Event()

    def look() -> None:
        looks.append(len(looks))
        if len(looks) > 2:
            during.set()

    with repeatedly(look):
        assert during.wait(30)
    assert len(looks) >= 4


def test_a_look_that_fails_fails_the_block(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resource_use, "LOOK_SECONDS", 0.01)
    looks, failed = list[int](), threading.Event()

    def look() -> None:
        looks.append(1)
        if len(looks) > 1:
            failed.set()
            raise LookupError("nobody there")

    with pytest.raises(LookupError), repeatedly(look):
        assert failed.wait(30)
