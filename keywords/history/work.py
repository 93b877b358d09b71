"""Rules over the work on each job: stages in their order, one worker at a time, retries within bounds."""

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
def _order(stages: tuple[str, ...]) -> dict[tuple[str, str | None], int]:
    return {step: place for place, step in enumerate((kind, stage) for stage in stages for kind in STEPS)}


def _steps(one: JobHistory, rules: Rules) -> Iterator[int]:
    """The places, in the order of all steps, of those that this job took."""
    order = _order(rules.stages)
    for event in one.events:
        if event.type in STEPS and (place := order.get((event.type, event.stage))) is not None:
            yield place


def _named(rules: Rules, places: list[int]) -> str:
    return ", ".join(f"{STEPS[place % 2]} {rules.stages[place // 2]}" for place in places)


def no_stage_is_skipped(one: JobHistory, rules: Rules) -> Iterator[Violation]:
    """Up to where the job came; one that is done came to the end."""
    seen = set(_steps(one, rules))
    done = one.job is not None and one.job.state == DONE and not one.deleted
    reached = 2 * len(rules.stages) if done else max(seen, default=-1) + 1
    if len(seen) < reached:
        skipped = [place for place in range(reached) if place not in seen]
        yield one.violation(
            Kind.STAGE_SKIPPED,
            f"expected every stage to be started and done up to {_named(rules, [reached - 1])}, "
            f"saw no {_named(rules, skipped)}",
        )


def no_stage_is_repeated(one: JobHistory, rules: Rules) -> Iterator[Violation]:
    seen: set[int] = set()
    for place in _steps(one, rules):
        if place in seen:
            yield one.violation(
                Kind.STAGE_REPEATED,
                f"expected each stage to be started and done once, saw {_named(rules, [place])} again",
            )
        seen.add(place)


def no_stage_is_early(one: JobHistory, rules: Rules) -> Iterator[Violation]:
    seen: set[int] = set()
    furthest = -1
    for place in _steps(one, rules):
        if place < furthest and place not in seen:
            yield one.violation(
                Kind.STAGE_REORDERED,
                f"expected {_named(rules, [place])} before {_named(rules, [furthest])}, saw it after",
            )
            return
        seen.add(place)
        furthest = max(furthest, place)


def stages_are_told_as_they_are(one: JobHistory, rules: Rules) -> Iterator[Violation]:
    """What else is told of a stage, by events and by the job, speaks of the stage that was started last."""
    stage: str | None = None
    for event in one.events:
        if event.type == STARTED:
            stage = event.stage
        elif event.type != STAGE_DONE and None not in (stage, event.stage) and event.stage != stage:
            yield one.violation(
                Kind.STAGE_MISTOLD,
                f"expected {event.type} (event {event.event_id}) to speak of stage {stage}, saw {event.stage}",
            )
            return
    if one.job and one.job.stage != stage and one.job.stage in rules.stages and not one.deleted:
        yield one.violation(
            Kind.STAGE_MISTOLD, f"expected the job at the stage started last, {stage}, saw it at {one.job.stage}"
        )


def claims_are_told(one: JobHistory, rules: Rules) -> Iterator[Violation]:
    if not rules.claims_told:
        return
    for event in one.events:
        by_worker = event.type in (STAGE_DONE, ERROR) or (event.type == STARTED and event.stage != rules.stages[0])
        if by_worker and (event.writer is None or event.fence is None):
            yield one.violation(
                Kind.CLAIM_UNTOLD,
                f"expected {event.type} (event {event.event_id}) to name worker and fence, "
                f"saw worker {event.writer} and fence {event.fence}",
            )
            return


def one_worker_has_a_claim(one: JobHistory, rules: Rules) -> Iterator[Violation]:
    holders: dict[int, str] = {}
    for event in one.events:
        if event.fence is not None and event.writer is not None:
            if event.taken_over_by is None and rules.is_takeover(event):
                continue  # it names the one that was lost
            holder = holders.setdefault(event.fence, event.writer)
            if holder != event.writer:
                yield one.violation(
                    Kind.TWO_WORKERS,
                    f"expected one worker to hold the job under fence {event.fence}, saw {holder} and {event.writer}",
                )
                return


def no_worker_writes_late(one: JobHistory, _rules: Rules) -> Iterator[Violation]:
    """A claim is over when a later one appears, or when the job was laid down under it."""
    latest, over = -1, -1
    holders: dict[int, str | None] = {}
    for event in one.events:
        fence = event.fence
        if fence is None:
            over = latest if event.type == RETRY else over
            continue
        if fence < latest and holders.get(fence) != event.writer:
            yield one.violation(
                Kind.FENCE_DOWN,
                f"expected no fence below {latest}, saw {fence} of worker {event.writer} (event {event.event_id})",
            )
            return
        if fence < latest or fence <= over:
            yield one.violation(
                Kind.LATE_WRITE,
                f"expected nothing more under fence {fence}, which was over, saw {event.type} "
                f"of worker {event.writer} (event {event.event_id})",
            )
            return
        latest = fence
        holders.setdefault(fence, event.writer)
        if event.type == RETRY:
            over = fence


def _retries(one: JobHistory, rules: Rules) -> Iterator[tuple[int, Event, Event | None]]:
    """Each automatic retry with its number since the last one by hand, and the event that follows it."""
    number = 0
    for place, event in enumerate(one.events):
        if event.type == RETRY:
            number = 0 if rules.is_by_hand(event) else number + 1
            if number:
                yield number, event, one.events[place + 1] if place + 1 < len(one.events) else None


def retries_are_few(one: JobHistory, rules: Rules) -> Iterator[Violation]:
    most = max((number for number, _, _ in _retries(one, rules)), default=0)
    if most > rules.max_retries:
        yield one.violation(Kind.TOO_MANY_RETRIES, f"expected at most {rules.max_retries} retries, saw {most}")


def retries_are_counted(one: JobHistory, rules: Rules) -> Iterator[Violation]:
    for number, event, _ in _retries(one, rules):
        if event.retry_count is not None and event.retry_count != number:
            yield one.violation(
                Kind.RETRIES_MISCOUNTED,
                f"expected retry {number} to be counted as such, saw {event.retry_count} (event {event.event_id})",
            )
            return
    if one.job and one.job.retry_count is not None and not one.deleted:
        told = 0
        for event in one.events:
            if event.type == RETRY:
                told = 0 if rules.is_by_hand(event) else told + 1
        if told != one.job.retry_count:
            yield one.violation(
                Kind.RETRIES_MISCOUNTED, f"expected {told} retries, as the events tell, saw {one.job.retry_count}"
            )


def waits_are_long_enough(one: JobHistory, rules: Rules) -> Iterator[Violation]:
    for number, event, _ in _retries(one, rules):
        if event.wait_s is not None and event.wait_s < rules.wait_s(number) * (1 - 1e-6):
            yield one.violation(
                Kind.WAIT_TOO_SHORT,
                f"expected a wait of at least {rules.wait_s(number):g} s before retry {number}, saw {event.wait_s:g} s",
            )


def waits_are_kept(one: JobHistory, rules: Rules) -> Iterator[Violation]:
    for number, event, following in _retries(one, rules):
        if following is None or rules.is_by_hand(following):
            continue
        wait = event.wait_s if event.wait_s is not None else rules.wait_s(number)
        waited = (instant(following.at) - instant(event.at)).total_seconds()
        if waited < wait - rules.tolerance_s:
            yield one.violation(
                Kind.RETRY_TOO_SOON,
                f"expected retry {number} after its wait of {wait:g} s, "
                f"saw {following.type} (event {following.event_id}) after {waited:g} s",
            )


def failures_are_answered(one: JobHistory, rules: Rules) -> Iterator[Violation]:
    """By a retry or an end, before anything else is done. A lost worker is answered by the takeover itself."""
    failure: Event | None = None
    for event in one.events:
        if failure and event.type not in (RETRY, FINALIZED):
            yield one.violation(
                Kind.FAILURE_UNANSWERED,
                f"expected a retry or an end after the failure {failure.code} (event {failure.event_id}), "
                f"saw {event.type} (event {event.event_id})",
            )
            return
        failure = event if event.type == ERROR and not rules.is_takeover(event) else None
    if failure and not one.deleted:
        yield one.violation(
            Kind.FAILURE_UNANSWERED,
            f"expected a retry or an end after the failure {failure.code} (event {failure.event_id}), saw nothing",
        )


WORK_RULES: tuple[JobRule, ...] = (
    no_stage_is_skipped,
    no_stage_is_repeated,
    no_stage_is_early,
    stages_are_told_as_they_are,
    claims_are_told,
    one_worker_has_a_claim,
    no_worker_writes_late,
    retries_are_few,
    retries_are_counted,
    waits_are_long_enough,
    waits_are_kept,
    failures_are_answered,
)
