"""A failure stays one, whatever Robot shows at the end."""

import pytest

from tests.suite.child import GREEN, RED, Bench, Ended, check, met

SKIP = "Skip    nothing to see here"


BROKEN = "Break Off    the socket is gone"
HIDDEN = {
    "Failure Then Skip In Teardown": [RED, f"[Teardown]    {SKIP}"],
    "Failure Then Inconclusive Teardown": [RED, "[Teardown]    Leave Open    the test bed is gone"],
    "Exception Then Skip In Teardown": [GREEN, BROKEN, f"[Teardown]    {SKIP}"],
    "Failure In Setup": [f"[Setup]    {RED}", GREEN, f"[Teardown]    {SKIP}"],
    "Exception In Setup": [f"[Setup]    {BROKEN}", GREEN, f"[Teardown]    {SKIP}"],
    "Failure Ignored": [f"Run Keyword And Ignore Error    {RED}", GREEN],
    "Failure Caught": ["TRY", f"    {RED}", "EXCEPT", f"    {GREEN}", "END"],
    "Skip After A Failure": [f"Run Keyword And Continue On Failure    {RED}", SKIP],
    "Skip After An Exception": [f"Run Keyword And Continue On Failure    {BROKEN}", SKIP],
}


@pytest.fixture(scope="module")
def hidden(tmp_path_factory: pytest.TempPathFactory, api: str) -> Ended:
    """One run of checks that fail and then hide it."""
    bench = Bench(tmp_path_factory.mktemp("hidden"), api)
    bench.spec(*(check(name, *steps) for name, steps in HIDDEN.items()))
    return bench.robot()


@pytest.mark.parametrize("name", HIDDEN)
def test_nothing_hides_a_failure(hidden: Ended, name: str) -> None:
    assert hidden.decision == "NO-GO", hidden.text
    reason = next(reason for reason in hidden.dossier["reasons"] if f"'{name}' failed" in reason)
    assert "answer: expected 42, seen 41" in reason or "the socket is gone" in reason
    record = next(record for record in hidden.evidence() if record["name"] == name)
    assert record["verdict"] == "fail"


def test_a_skip_in_suite_teardown_hides_no_failure(bench: Bench) -> None:
    bench.spec(met(), check("The Answer Is Known", RED), more=f"Suite Teardown    {SKIP}\nTest Teardown    {SKIP}")
    ended = bench.run()
    assert (ended.decision, ended.status) == ("NO-GO", 1), ended.text
    assert "answer: expected 42, seen 41" in ended.reasons
    assert ended.requirement("P9-1.1")["verdict"] == "fail"


def test_a_skip_in_suite_teardown_leaves_no_check_green(bench: Bench) -> None:
    bench.spec(met(), more=f"Suite Teardown    {SKIP}")
    ended = bench.run()
    assert (ended.decision, ended.status) == ("HOLD", 2), ended.text
    assert "nothing to see here" in ended.reasons


def test_a_failing_suite_teardown_leaves_no_check_green(bench: Bench) -> None:
    bench.spec(met(), more="Suite Teardown    Break Off    the stack does not end")
    ended = bench.run()
    assert (ended.decision, ended.status) == ("NO-GO", 1), ended.text
    assert "the stack does not end" in ended.reasons


def test_a_failing_suite_setup_executes_nothing(bench: Bench) -> None:
    bench.spec(met(), more="Suite Setup    Break Off    the stack does not start")
    ended = bench.run()
    assert (ended.decision, ended.status) == ("HOLD", 2), ended.text
    assert "planned but not executed" in ended.reasons
    assert "the stack does not start" in ended.reasons
    assert ended.counts["executed"] == 0
