"""The rule of the breakers, without any I/O: when they open and close, and what a failure costs a document."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.worker.breakers.rule import Breaker, Policy, answered, failed, is_its_own
from pipeline.worker.failures import Absent, Need

NOW = datetime(2026, 3, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)
POLICY = Policy(failures=3, interval=5 * SECOND, patience=35 * SECOND, ceiling=timedelta(hours=24))
NEED = Need("openai", "embed")
ONE, OTHER = UUID(int=1), UUID(int=2)


def timeout(began: int = 0, retry_after: float | None = None) -> Absent:
    return absent(began, retry_after, for_all=False)


def refusal(began: int = 0, retry_after: float | None = None) -> Absent:
    return absent(began, retry_after, for_all=True)


def absent(began: int, retry_after: float | None, *, for_all: bool) -> Absent:
    found = Absent("embedder_unavailable", "The model is away.", NEED, retry_after, for_all=for_all)
    found.began = began
    return found


def after(breaker: Breaker, *failures: Absent, job: UUID = ONE) -> Breaker:
    for failure in failures:
        breaker = failed(breaker, failure, job, NOW, POLICY)
    return breaker


def opened() -> Breaker:
    return after(Breaker(), refusal())


def test_a_refused_connection_opens_at_once_and_a_timeout_only_the_third_time() -> None:
    assert opened().is_open
    assert not after(Breaker(), timeout(), timeout()).is_open
    assert after(Breaker(), timeout(), timeout(), timeout()).is_open


def test_an_answer_between_failures_begins_the_count_anew() -> None:
    two = after(Breaker(), timeout(), timeout())
    assert not after(answered(two, began=2), timeout(2), timeout(2)).is_open


def test_an_answer_to_a_call_from_before_the_failures_says_nothing() -> None:
    two = after(Breaker(), timeout(), timeout())
    assert answered(two, began=0) == two
    assert after(answered(two, began=0), timeout()).is_open


def test_a_failure_of_a_call_from_before_the_last_answer_opens_nothing() -> None:
    recovered = answered(after(Breaker(), timeout()), began=1)
    late = after(recovered, timeout(0), timeout(0), timeout(0), refusal(0))
    assert (late.is_open, late.number, late.failures) == (False, 5, 0)


def test_only_the_probing_job_passes_an_open_breaker() -> None:
    probing = opened().probed_by(ONE, NOW, POLICY)
    assert (probing.lets_pass(ONE), probing.lets_pass(OTHER)) == (True, False)
    assert Breaker().lets_pass(OTHER)


def test_the_answer_to_a_probe_closes_and_that_of_an_earlier_call_does_not() -> None:
    probing = opened().probed_by(ONE, NOW, POLICY)
    assert answered(probing, began=0).is_open
    closed = answered(probing, began=1)
    assert (closed.is_open, closed.failures, closed.probe_job, closed.probe_at) == (False, 0, None, None)


def test_a_probe_closes_although_an_earlier_call_failed_meanwhile() -> None:
    probing = opened().probed_by(ONE, NOW, POLICY)
    assert not answered(after(probing, timeout(0), job=OTHER), began=1).is_open


@pytest.mark.parametrize(("asked", "seconds"), [(None, 5), (1, 5), (60, 60), (-3, 5), (float("nan"), 5), (1e9, 3600)])
def test_the_next_probe_comes_after_the_interval_or_when_the_service_asks_for_it(
    asked: float | None, seconds: int
) -> None:
    for breaker in (Breaker(), opened().probed_by(ONE, NOW, POLICY)):
        assert after(breaker, refusal(1, asked)).probe_at == NOW + seconds * SECOND


def test_a_probe_that_fails_leaves_the_next_to_another_job_and_one_that_is_lost_does_so_later() -> None:
    probing = opened().probed_by(ONE, NOW, POLICY)
    assert probing.probe_at == NOW + POLICY.patience
    again = after(probing, timeout(1))
    assert (again.is_open, again.probe_job, again.probe_at) == (True, None, NOW + POLICY.interval)
    assert again.opened_at == probing.opened_at


def test_a_failure_of_another_call_does_not_take_the_probe_away() -> None:
    probing = opened().probed_by(ONE, NOW, POLICY)
    other = after(probing, timeout(0), job=OTHER)
    assert (other.probe_job, other.probe_at) == (ONE, probing.probe_at)


def test_a_document_that_fails_while_others_are_answered_pays_for_it() -> None:
    breaker = after(Breaker(), timeout())
    assert not is_its_own(Breaker(), timeout(), before=None)  # the first time nobody can know
    assert not is_its_own(breaker, timeout(1), before=1)  # nobody was answered since
    others = answered(breaker, began=1)
    assert is_its_own(others, timeout(1), before=1)
    assert not is_its_own(others, timeout(1), before=None)  # another document's first failure


def test_a_document_does_not_pay_while_others_fail_too() -> None:
    others = answered(after(Breaker(), timeout()), began=1)
    assert not is_its_own(after(others, timeout(1), job=OTHER), timeout(1), before=1)


def test_what_no_document_can_cause_costs_none_an_attempt() -> None:
    assert not is_its_own(answered(after(Breaker(), refusal()), began=1), refusal(1), before=1)


STEP = st.sampled_from(["refused", "timed out", "answered", "late answer", "probe", "probe answered"])


@given(st.lists(STEP, max_size=40))
def test_whatever_happens_numbers_grow_and_an_open_breaker_can_always_be_probed(steps: list[str]) -> None:
    breaker = Breaker()
    for step in steps:
        before = breaker
        if step == "refused":
            breaker = after(breaker, refusal(breaker.number))
        elif step == "timed out":
            breaker = after(breaker, timeout(breaker.number))
        elif step == "answered" and not breaker.is_open:
            breaker = answered(breaker, breaker.number)
            assert breaker.failures == 0
        elif step == "late answer":
            breaker = answered(breaker, max(0, breaker.opened_number - 1))
            assert breaker.is_open == before.is_open
        elif breaker.is_open:
            breaker = breaker.probed_by(OTHER, NOW, POLICY)
            if step == "probe answered":
                breaker = answered(breaker, breaker.number)
                assert not breaker.is_open
        assert breaker.number >= before.number
        assert breaker.answered >= before.answered
        assert 0 <= breaker.failures <= breaker.number
        assert breaker.answered <= breaker.number
        assert breaker.is_open == (breaker.probe_at is not None)
        assert breaker.is_open or breaker.failures < POLICY.failures


@given(st.lists(st.booleans(), min_size=1, max_size=30))
def test_during_one_steady_absence_no_document_pays(probes: list[bool]) -> None:
    """Whatever the order in which waiting jobs probe, nothing was answered since any of them failed."""
    breaker, last = opened(), dict[UUID, int]()
    for first in probes:
        job = ONE if first else OTHER
        breaker = breaker.probed_by(job, NOW, POLICY)
        failure = timeout(breaker.number)
        assert not is_its_own(breaker, failure, last.get(job))
        breaker = after(breaker, failure, job=job)
        last[job] = breaker.number
    assert breaker.is_open


def test_a_change_of_the_message_is_kept_for_the_jobs_that_wait() -> None:
    busy = replace(refusal(), code="embedder_rate_limited", message="The model has too much to do.")
    assert after(opened(), busy).code == "embedder_rate_limited"
