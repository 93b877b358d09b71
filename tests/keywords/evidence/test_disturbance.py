"""When a busy machine makes a figure or a missed deadline inconclusive."""

from pathlib import Path

import pytest

from keywords.basics.errors import Inconclusive
from keywords.basics.quantities import Limit, Quantity
from keywords.basics.waiting import TooLate, eventually
from keywords.basics.words import Verdict
from keywords.evidence.disturbance import ANYWHERE, doubt, excused
from keywords.evidence.model import Evidence, Observation, load_all, now
from keywords.evidence.recorder import Recorder
from tests.keywords.evidence.machines import Told, machine

SECOND = Limit("<=", Quantity(1, "s"))
BUSY, QUIET = 80.0, 5.0


def record(others: float | None, *, alone: bool = False) -> Evidence:
    return Evidence(
        id="experiment/x",
        kind="experiment",
        name="x",
        run="r",
        environment="e",
        started=now(),
        alone=alone,
        machine=None if others is None else machine(others),
    )


def seen(value: float, unit: str = "s", population: int = 5) -> Observation:
    return Observation(name="recovery time", value=value, unit=unit, population=population)


@pytest.mark.parametrize(
    ("others", "value", "alone", "doubtful"),
    [
        pytest.param(QUIET, 2, True, False, id="a bad measurement on a quiet machine counts"),
        pytest.param(BUSY, 2, True, True, id="a bad one on a busy machine does not"),
        pytest.param(BUSY, 0.5, True, True, id="nor does a good one"),
        pytest.param(BUSY, 2, False, True, id="a bad time of another experiment does not count on a busy machine"),
        pytest.param(BUSY, 0.5, False, False, id="a good one does"),
        pytest.param(QUIET, 2, False, False, id="nor is it excused on a quiet machine"),
        pytest.param(None, 2, True, False, id="nothing is excused where nobody looked"),
    ],
)
def test_others_make_a_measurement_doubtful(others: float | None, value: float, alone: bool, doubtful: bool) -> None:
    told = doubt(record(others, alone=alone), seen(value), SECOND)
    assert bool(told) is doubtful
    assert ("others used 80 % of 2 processors" in told) is doubtful


def test_a_lost_document_is_lost_on_a_busy_machine_too() -> None:
    none = Limit("==", Quantity(0, "documents"))
    assert not doubt(record(BUSY, alone=True), seen(1, "documents"), none)


@pytest.mark.parametrize(
    ("others", "seconds", "excuse"),
    [(QUIET, 20.0, False), (BUSY, 20.0, True), (BUSY, ANYWHERE, False), (None, 20.0, False)],
    ids=["quiet", "busy", "long enough anywhere", "unknown"],
)
def test_a_missed_deadline_is_excused_on_a_busy_machine_unless_it_was_long_enough(
    others: float | None, seconds: float, excuse: bool
) -> None:
    told = excused(TooLate("waited in vain", seconds), record(others).machine)
    assert bool(told) is excuse


@pytest.mark.parametrize(("others", "verdict"), [(BUSY, Verdict.INCONCLUSIVE), (QUIET, Verdict.FAIL)])
def test_an_experiment_that_waited_in_vain_is_red_only_if_the_machine_was_quiet(
    tmp_path: Path, others: float, verdict: Verdict
) -> None:
    recorder = Recorder(tmp_path, watch=Told([others]))

    def wait() -> None:
        with recorder.experiment("an outage", {}):
            eventually(lambda: 0, bool, "recovery", seconds=0)

    with pytest.raises(Inconclusive if verdict is Verdict.INCONCLUSIVE else TooLate, match="waited 0 s for recovery"):
        wait()
    (kept,) = load_all(tmp_path)
    assert kept.verdict is verdict
    assert kept.machine is not None
    assert kept.machine.others == others


def test_a_doubtful_figure_is_inconclusive_with_the_reason() -> None:
    recorder = Recorder(None, watch=Told([BUSY]))
    recorder.begin_check("check/x", "X", "Suite", [], [])
    with pytest.raises(Inconclusive, match="others used much"):
        recorder.hold(recorder.observe("recovery time", 2, "s", population=5), SECOND, "others used much")
    check = recorder.check
    assert check is not None
    assert recorder.end_check("SKIP", "", body_failed=False) is Verdict.INCONCLUSIVE
    assert check.machine == machine(BUSY)
