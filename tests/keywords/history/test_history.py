"""The history checker accepts every flawless history, and finds what is wrong in each of many others."""

import sys
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from keywords.history.judging import Accepted, End, Group, Kind, Records, judge
from tests.keywords.history.histories import BEGIN, MISHAPS, RULES, Plan, many, tell
from tests.keywords.history.mutations import DEAD, GONE, MUTATIONS, RICH

FEW = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
STAGE = st.integers(0, len(RULES.stages) - 1)
PLANS = st.lists(
    st.builds(
        Plan,
        mishaps=st.lists(st.tuples(STAGE, st.sampled_from(MISHAPS)), max_size=6).map(tuple),
        dies_at=st.none() | STAGE,
        by_hand=st.booleans(),
        deleted=st.booleans(),
        remains=st.booleans(),
        chunks=st.integers(1, 5),
        start_s=st.floats(0, 20),
        pace_s=st.sampled_from((0.0, 0.01, 0.5)),
    ),
    max_size=6,
)


@settings(max_examples=200, deadline=None)
@given(PLANS)
def test_a_right_history_has_no_violation(plans: list[Plan]) -> None:
    history = judge(tell(plans), RULES)
    assert not history.violations, history.explain()
    assert history.population.documents == len(plans)
    assert (history.vacuous() is None) == history.holds


@pytest.mark.parametrize("name", MUTATIONS)
@FEW
@given(others=PLANS)
def test_the_fault_of_a_wrong_history_is_named(name: str, others: list[Plan]) -> None:
    mutation = MUTATIONS[name]
    right = tell([RICH, DEAD, GONE, *others])
    assert not judge(right, RULES).violations
    history = judge(mutation.change(right), RULES)
    found = {(violation.kind, violation.job_id) for violation in history.violations}
    assert (mutation.kind, mutation.job) in found, history.explain()
    allowed = {mutation.job, "job-9"}  # no other job is blamed
    assert {job for _, job in found} <= allowed, history.explain()
    assert history.by_group()[mutation.kind.group] >= 1
    assert not history.holds


def test_every_kind_of_violation_can_be_found() -> None:
    assert {mutation.kind for mutation in MUTATIONS.values()} == set(Kind)


def test_a_message_says_in_one_sentence_what_was_expected_and_seen() -> None:
    for mutation in MUTATIONS.values():
        for violation in judge(mutation.change(tell([RICH, DEAD, GONE])), RULES).violations:
            assert violation.message.startswith("expected ")
            assert ", saw " in violation.message
            assert "\n" not in violation.message
            assert str(violation).startswith(f"{violation.kind} (")


def test_an_empty_history_proves_nothing() -> None:
    nothing = judge(Records(), RULES)
    assert not nothing.violations
    assert not nothing.holds
    assert nothing.vacuous() == "no document was accepted, so there was no history to judge"
    only_accepted = judge(Records(accepted=[Accepted("j", "d", "u", BEGIN, End.DELETED)]), RULES)
    assert only_accepted.vacuous() == "there was no job, so there was no history to judge"
    assert sum(nothing.by_group().values()) == 0
    assert set(nothing.by_group()) == set(Group)


def test_a_pipeline_that_lost_everything_is_not_taken_for_empty() -> None:
    history = judge(Records(accepted=tell([RICH, DEAD]).accepted), RULES)
    assert [violation.kind for violation in history.violations] == [Kind.JOB_MISSING] * 2
    assert history.vacuous() is None
    assert not history.holds
    assert history.population.documents == 2


def test_a_document_without_an_expected_end_may_end_either_way() -> None:
    right = tell([RICH, DEAD])
    unforeseen = replace(right, accepted=[replace(accepted, end=None) for accepted in right.accepted])
    assert judge(unforeseen, RULES).holds


def test_a_takeover_may_name_only_the_worker_that_was_lost() -> None:
    right = tell([RICH])
    assert any(event.taken_over_by for event in right.events)
    history = judge(replace(right, events=[replace(event, taken_over_by=None) for event in right.events]), RULES)
    assert history.holds, history.explain()


@pytest.mark.parametrize(
    ("message", "understood"),
    [
        ("1874 bytes were announced, 0 came. Upload the file again.", True),
        ("Der Text ist leer!", True),
        ("文字が 見つかりません.", True),
        ("Failed.", False),
        ("no text", False),
        ("404 - 17.", False),
        ("Traceback (most recent call last): it broke.", False),
        ("", False),
    ],
)
def test_a_reason_is_a_sentence_that_people_understand(message: str, understood: bool) -> None:
    right = tell([DEAD])
    assert judge(replace(right, jobs=[replace(right.jobs[0], error_message=message)]), RULES).holds == understood


def test_a_pipeline_is_not_blamed_for_facts_that_it_does_not_record() -> None:
    right = tell([RICH, DEAD])
    silent = replace(
        right,
        stored=None,
        read_at=None,
        events=[replace(event, worker=None, fence=None, wait_s=None, retry_count=None) for event in right.events],
        jobs=[replace(job, user_id=None, retry_count=None, chunks=None) for job in right.jobs],
    )
    history = judge(silent, replace(RULES, claims_told=False, codes=None))
    assert history.holds, history.explain()
    assert (history.population.claims, history.population.objects) == (0, None)  # the caller sees what was not judged


def test_without_events_and_vectors_only_the_rest_is_judged() -> None:
    told = tell([Plan()])
    bare = replace(told, events=(), chunks=[replace(chunk, dimension=None) for chunk in told.chunks])
    rules = replace(RULES, events_told=False, vector_dim=None)
    silent = judge(bare, rules)
    assert not silent.violations, silent.explain()
    assert silent.vacuous() == "there was no event, so there was no history to judge"
    assert {violation.kind for violation in judge(bare, RULES).violations} > {Kind.STAGE_SKIPPED, Kind.WRONG_DIMENSION}
    assert [v.kind for v in judge(replace(bare, chunks=()), rules).violations] == [Kind.CHUNK_MISSING]
    unended = replace(bare, jobs=[replace(job, state="working") for job in bare.jobs])
    assert Kind.END_MISSING in {violation.kind for violation in judge(unended, rules).violations}


def test_a_status_without_a_stage_is_not_an_unknown_word() -> None:
    told = tell([Plan()])
    rules = replace(RULES, events_told=False)
    for stage, known in (("", True), ("failed", False)):
        jobs = [replace(job, stage=stage) for job in told.jobs]
        found = {violation.kind for violation in judge(replace(told, events=(), jobs=jobs), rules).violations}
        assert (Kind.WORD_UNKNOWN not in found) == known


def test_work_grows_linearly_with_the_history() -> None:
    """Work is counted in calls and in comparisons of ids, so that other load on the machine does not matter."""
    small, large = work(50_000), work(200_000)
    assert large < 4 * 1.5 * small


class Id(str):
    """An identifier that counts how often it is compared."""

    __slots__ = ()
    looks = 0

    def __hash__(self) -> int:
        Id.looks += 1
        return super().__hash__()

    def __eq__(self, other: object) -> bool:
        Id.looks += 1
        return super().__eq__(other)


def work(events: int) -> int:
    records = many(events)
    records = replace(
        records,
        accepted=[replace(one, job_id=Id(one.job_id), document_id=Id(one.document_id)) for one in records.accepted],
        events=[replace(event, event_id=Id(event.event_id)) for event in records.events],
    )
    calls = 0

    def count(*_: object) -> None:
        nonlocal calls
        calls += 1

    Id.looks = 0
    sys.setprofile(count)
    try:
        history = judge(records, RULES)
    finally:
        sys.setprofile(None)
    assert history.holds, history.explain()
    assert history.population.events > events * 0.8
    return calls + Id.looks
