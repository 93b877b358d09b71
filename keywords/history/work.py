"""Rules over the work on each job: stages in order, one worker at a time, retries within bounds."""

from collections.abc import Iterator
from functools import lru_cache

from keywords.history.jobs import JobRule
from keywords.history.records import (
    DONE,
    ERROR,
    FINALIZED,
    RETRY,
    STAGE_DONE,
    STARTED,
    Event,
    JobHistory,
    Kind,
    Rules,
    Violation,
    instant,
)

STEPS = (STARTED, STAGE_DONE)


@lru_cache(maxsize=8)
def _positions(stages: tuple[str, ...]) -> dict[tuple[str, str | None], int]:
    """The position of each step in the order of all steps."""
    return {step: position for position, step in enumerate((kind, stage) for stage in stages for kind in STEPS)}


def _steps(history: JobHistory, rules: Rules) -> Iterator[int]:
    """The positions of the steps that this job took."""
    positions = _positions(rules.stages)
    for event in history.events:
        if event.type in STEPS and (position := positions.get((event.type, event.stage))) is not None:
            yield position


def _named(rules: Rules, steps: list[int]) -> str:
    return ", ".join(f"{STEPS[step % 2]} {rules.stages[step // 2]}" for step in steps)


def no_stage_is_skipped(history: JobHistory, rules: Rules) -> Iterator[Violation]:
    """Up to the furthest step that the job took, or up to the last one if the job is done."""
    taken = set(_steps(history, rules))
    done = history.job is not None and history.job.state == DONE and not history.deleted
    reached = 2 * len(rules.stages) if done else max(taken, default=-1) + 1
    if len(taken) < reached:
        skipped = [step for step in range(reached) if step not in taken]
        expected = f"every stage to be started and done up to {_named(rules, [reached - 1])}"
        yield history.violation(Kind.STAGE_SKIPPED, expected, f"no {_named(rules, skipped)}")


def no_stage_is_repeated(history: JobHistory, rules: Rules) -> Iterator[Violation]:
    taken: set[int] = set()
    for step in _steps(history, rules):
        if step in taken:
            seen = f"{_named(rules, [step])} again"
            yield history.violation(Kind.STAGE_REPEATED, "each stage to be started and done once", seen)
        taken.add(step)


def no_stage_is_early(history: JobHistory, rules: Rules) -> Iterator[Violation]:
    taken: set[int] = set()
    furthest = -1
    for step in _steps(history, rules):
        if step < furthest and step not in taken:
            expected = f"{_named(rules, [step])} before {_named(rules, [furthest])}"
            yield history.violation(Kind.STAGE_REORDERED, expected, "it after")
            return
        taken.add(step)
        furthest = max(furthest, step)


def reported_stage_is_right(history: JobHistory, rules: Rules) -> Iterator[Violation]:
    """The other events, and the job itself, name the stage that was started last."""
    stage: str | None = None
    for event in history.events:
        if event.type == STARTED:
            stage = event.stage
        elif event.type != STAGE_DONE and None not in (stage, event.stage) and event.stage != stage:
            yield history.violation(Kind.WRONG_STAGE, f"{event} to name stage {stage}", event.stage)
            return
    if history.job and history.job.stage != stage and history.job.stage in rules.stages and not history.deleted:
        expected = f"the job at the stage started last, {stage}"
        yield history.violation(Kind.WRONG_STAGE, expected, f"it at {history.job.stage}")


def claims_are_named(history: JobHistory, rules: Rules) -> Iterator[Violation]:
    if not rules.claims_told:
        return
    for event in history.events:
        by_worker = event.type in (STAGE_DONE, ERROR) or (event.type == STARTED and event.stage != rules.stages[0])
        if by_worker and (event.writer is None or event.fence is None):
            seen = f"worker {event.writer} and fence {event.fence}"
            yield history.violation(Kind.CLAIM_MISSING, f"{event} to name worker and fence", seen)
            return


def one_worker_holds_a_claim(history: JobHistory, rules: Rules) -> Iterator[Violation]:
    holders: dict[int, str] = {}
    for event in history.events:
        if event.fence is not None and event.writer is not None:
            if event.taken_over_by is None and rules.is_takeover(event):
                continue  # it names the lost worker
            holder = holders.setdefault(event.fence, event.writer)
            if holder != event.writer:
                expected = f"one worker to hold the job under fence {event.fence}"
                yield history.violation(Kind.TWO_WORKERS, expected, f"{holder} and {event.writer}")
                return


def no_worker_writes_late(history: JobHistory, _rules: Rules) -> Iterator[Violation]:
    """A claim is over when a later one appears, or when its worker gave the job back for a retry."""
    latest, over = -1, -1
    holders: dict[int, str | None] = {}
    for event in history.events:
        fence = event.fence
        if fence is None:
            over = latest if event.type == RETRY else over
            continue
        if fence < latest and holders.get(fence) != event.writer:
            seen = f"{fence} of worker {event.writer} (event {event.event_id})"
            yield history.violation(Kind.FENCE_DOWN, f"no fence below {latest}", seen)
            return
        if fence < latest or fence <= over:
            expected = f"nothing more under fence {fence}, which was over"
            seen = f"{event.type} of worker {event.writer} (event {event.event_id})"
            yield history.violation(Kind.LATE_WRITE, expected, seen)
            return
        latest = fence
        holders.setdefault(fence, event.writer)
        if event.type == RETRY:
            over = fence


def _retries(history: JobHistory, rules: Rules) -> Iterator[tuple[int, Event, Event | None]]:
    """Each retry that counts: its number since the last retry by hand, and the event that follows it."""
    number = 0
    for position, event in enumerate(history.events):
        number = 0 if rules.is_by_hand(event) else number
        if rules.is_attempt(event):
            number += 1
            yield number, event, history.events[position + 1] if position + 1 < len(history.events) else None


def retries_are_limited(history: JobHistory, rules: Rules) -> Iterator[Violation]:
    most = max((number for number, _, _ in _retries(history, rules)), default=0)
    if most > rules.max_retries:
        yield history.violation(Kind.TOO_MANY_RETRIES, f"at most {rules.max_retries} retries", most)


def retries_are_counted(history: JobHistory, rules: Rules) -> Iterator[Violation]:
    """Each retry counts one more, and one that waits for an absent service counts nothing."""
    number = 0
    for event in history.events:
        number = 0 if rules.is_by_hand(event) else number + rules.is_attempt(event)
        counted = event.retry_count if event.type == RETRY and not rules.is_by_hand(event) else None
        if counted is not None and counted != number:
            seen = f"{counted} (event {event.event_id})"
            yield history.violation(Kind.RETRIES_MISCOUNTED, f"{number} retries after {event.code}", seen)
            return
    if history.job and history.job.retry_count not in (None, number) and not history.deleted:
        expected = f"{number} retries, as in the events"
        yield history.violation(Kind.RETRIES_MISCOUNTED, expected, history.job.retry_count)


def waits_are_long_enough(history: JobHistory, rules: Rules) -> Iterator[Violation]:
    for number, event, _ in _retries(history, rules):
        if event.wait_s is not None and event.wait_s < rules.wait_s(number) * (1 - 1e-6):
            expected = f"a wait of at least {rules.wait_s(number):g} s before retry {number}"
            yield history.violation(Kind.WAIT_TOO_SHORT, expected, f"{event.wait_s:g} s")


def waits_are_kept(history: JobHistory, rules: Rules) -> Iterator[Violation]:
    for number, event, following in _retries(history, rules):
        if following is None or rules.is_by_hand(following):
            continue
        wait = event.wait_s if event.wait_s is not None else rules.wait_s(number)
        waited = (instant(following.at) - instant(event.at)).total_seconds()
        if waited < wait - rules.tolerance_s:
            expected = f"retry {number} after its wait of {wait:g} s"
            yield history.violation(Kind.RETRY_TOO_SOON, expected, f"{following} after {waited:g} s")


def failures_are_answered(history: JobHistory, rules: Rules) -> Iterator[Violation]:
    """By a retry or an end, before anything else happens. The takeover itself answers the loss of a worker."""
    failure: Event | None = None
    for event in history.events:
        if failure and event.type not in (RETRY, FINALIZED):
            yield history.violation(Kind.FAILURE_UNANSWERED, _answer_to(failure), event)
            return
        failure = event if event.type == ERROR and not rules.is_takeover(event) else None
    if failure and not history.deleted:
        yield history.violation(Kind.FAILURE_UNANSWERED, _answer_to(failure), "nothing")


def _answer_to(failure: Event) -> str:
    return f"a retry or an end after the failure {failure.code} (event {failure.event_id})"


WORK_RULES: tuple[JobRule, ...] = (
    no_stage_is_skipped,
    no_stage_is_repeated,
    no_stage_is_early,
    reported_stage_is_right,
    claims_are_named,
    one_worker_holds_a_claim,
    no_worker_writes_late,
    retries_are_limited,
    retries_are_counted,
    waits_are_long_enough,
    waits_are_kept,
    failures_are_answered,
)
