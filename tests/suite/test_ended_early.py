"""Runs that do not finish: HOLD, and never an older decision."""

import signal

import pytest

from tests.suite.child import GREEN, RED, Bench, check, met

WAIT = ["Create File    {marker}", "Sleep    240 s"]
OS = "Library    OperatingSystem"


def waiting(bench: Bench) -> list[str]:
    return [step.format(marker=bench.folder / "under-way") for step in WAIT]


def test_interrupted_is_hold(bench: Bench) -> None:
    bench.spec(check("Begins", GREEN), check("Waits", GREEN, *waiting(bench)), met(), more=OS)
    ended = bench.interrupted(bench.folder / "under-way", signal.SIGINT)
    assert ended.decision == "HOLD", ended.text
    assert "planned but not executed" in ended.reasons
    assert (ended.counts["executed"], ended.counts["not_executed"]) == (1, 2)


def test_interrupted_after_a_failure_is_no_go(bench: Bench) -> None:
    bench.spec(check("Begins", RED), check("Waits", GREEN, *waiting(bench)), more=OS)
    ended = bench.interrupted(bench.folder / "under-way", signal.SIGINT)
    assert ended.decision == "NO-GO", ended.text


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM], ids=["killed", "terminated"])
def test_ended_from_outside_is_hold_over_an_old_go(bench: Bench, number: signal.Signals) -> None:
    if number is signal.SIGKILL:
        bench.spec(met())
        assert bench.robot().decision == "GO"
    bench.spec(met(), check("Waits", GREEN, *waiting(bench)), more=OS)
    ended = bench.interrupted(bench.folder / "under-way", number)
    assert ended.decision == "HOLD", ended.text
    assert bench.countersign("decide", str(bench.results)).status == 2
    assert bench.countersign("verify", str(bench.results)).status == (1 if number is signal.SIGKILL else 0)


def test_countersign_run_decides_after_robot_was_killed(bench: Bench) -> None:
    bench.spec(met(), check("It Ends Itself", GREEN, "End Myself"))
    ended = bench.run()
    assert (ended.decision, ended.status) == ("HOLD", 2), ended.text
    assert "The run did not finish" in ended.reasons
    assert ended.counts["planned"] == 2


def test_a_run_that_exits_early_is_hold(bench: Bench) -> None:
    bench.spec(check("Gives Up", "Fatal Error    that is enough"), met())
    ended = bench.run("--exitonerror")
    assert (ended.decision, ended.status) == ("NO-GO", 1), ended.text
    assert "that is enough" in ended.reasons
    assert ended.counts["not_executed"] == 1
